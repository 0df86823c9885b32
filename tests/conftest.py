"""Each test that asks for a database runs on SQLite and on PostgreSQL.

Both are migrated once for each process of the run; PostgreSQL is the server that
``TEST_POSTGRES_URL`` names, or one started from the development wheel.
"""

import gc
import os
import shutil
import signal
import socket
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import settings
from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from db.engine.session import make_engine
from tests.databases import copy, delete
from tests.emptying import empty
from tests.keys import keep_keys
from tests.postgres import postgres_server
from tests.rounds import ROUNDS

ROOT = Path(__file__).parents[1]
BACKENDS = os.environ.get("TEST_BACKENDS", "sqlite postgresql").split()
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
MEMORY = Path("/dev/shm")  # noqa: S108 - files in memory, on Linux
ROOM = 2 * 1024**3  # bytes; some containers have 64 MB
LOG = 128  # MB that the log of PostgreSQL takes of it
API = ROOT / "tests" / "api"
PAGES = API / "pages"
PORTABLE_CASES = 1  # of each parameter of a portable test, on PostgreSQL
MOST_CASES = int(os.environ.get("TEST_CASES", sys.maxsize))  # of each parameter


def pytest_configure() -> None:
    """Keep the files of tests in memory, so that no commit waits for the disk.

    Programs that a shell starts in the background ignore Ctrl-C, and so would those
    that tests start. Random cases have no deadline: other processes make some late.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if _has_memory_for_files():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    settings.register_profile("suite", deadline=None)
    settings.load_profile("suite")


def _has_memory_for_files() -> bool:
    return MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Deselect unrequested tests, and portable tests on PostgreSQL; sort the rest.

    Slow tests run first on each database, so that no process waits for one at the end.
    """
    left_out = [item for item in items if _is_left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    left = set(items).difference(left_out)
    items[:] = sorted(
        (item for item in items if item in left),
        key=lambda item: (_backend_of(item) == "postgresql", not _is_slow(item)),
    )


def _is_left_out(item: pytest.Item) -> bool:
    return not _is_among_first(item, MOST_CASES) or _is_proven_on_sqlite(item)


def _is_proven_on_sqlite(item: pytest.Item) -> bool:
    """Return whether a case on PostgreSQL only repeats the result of another one."""
    return (
        "sqlite" in BACKENDS
        and ROUNDS == 1
        and _backend_of(item) == "postgresql"
        and (_is_of_page(item) or _is_later_portable_case(item))
    )


def _is_of_page(item: pytest.Item) -> bool:
    """Return whether a test is of a page, which calls the reads of endpoints.

    ``test_protection`` requests every page on PostgreSQL.
    """
    return PAGES in item.path.parents and not _has_every_case(item)


def _is_later_portable_case(item: pytest.Item) -> bool:
    return _is_portable(item) and not _is_among_first(item, PORTABLE_CASES)


def _is_portable(item: pytest.Item) -> bool:
    """Return whether the cases of a test are the same statements for a database.

    In tests of the API they are other requests, most of which are refused or answered
    alike, unless the test is marked.
    """
    if item.get_closest_marker("portable") is not None:
        return True
    return API in item.path.parents and not _has_every_case(item)


def _has_every_case(item: pytest.Item) -> bool:
    return item.get_closest_marker("every_case") is not None


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None


def _is_among_first(item: pytest.Item, cases: int) -> bool:
    indices = item.callspec.indices if hasattr(item, "callspec") else {}
    return all(index < cases for name, index in indices.items() if name != "backend")


def _backend_of(item: pytest.Item) -> str:
    params = item.callspec.params if hasattr(item, "callspec") else {}
    found: str = params.get("backend", "none")
    return found


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect tests without garbage collections, and exclude tests from later ones.

    The tests stay, and looking through them again and again takes a sixth of the time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_sessionfinish() -> None:
    """Collect garbage once, and not each time that pytest does when it ends.

    It looks for errors that are raised when objects are deleted.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            message = f"a test connects to {address}"
            raise RuntimeError(message)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        yield


@pytest.fixture(scope="session", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The URL of a PostgreSQL server: the configured one, or one from the wheel."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    # Not below pytest's own folder: the next run that starts closes that to others,
    # and the server runs as another user if this one is root.
    here = MEMORY if _has_memory_for_files() else None
    with (
        TemporaryDirectory(
            prefix="onrecord-", dir=here, ignore_cleanup_errors=True
        ) as folder,
        postgres_server(Path(folder)) as url,
    ):
        _never_wait_for_the_disk(url)
        yield url


def _never_wait_for_the_disk(url: str) -> None:
    """Let a server lose data when the machine stops: tests need no durability."""
    server = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(text(f"ALTER SYSTEM SET max_wal_size = '{LOG}MB'"))
        connection.execute(text("SELECT pg_reload_conf()"))


@pytest.fixture(scope="session")
def databases(
    backend: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[str]]:
    """Empty databases: one to migrate and one to compare it with, one to restart in.

    Those behind are copied into the third: one with tables, one with the seeds.
    """
    names = ("migrated", "modelled", "spare", "tables", "shipped")
    if backend == "sqlite":
        folder = tmp_path_factory.mktemp("sqlite")
        yield [f"sqlite:///{folder}/{name}.db" for name in names]
        return
    url = make_url(request.getfixturevalue("server_url"))
    url = url.set(drivername="postgresql+psycopg", database="template1")
    empty, run = url.render_as_string(hide_password=False), uuid4().hex[:12]
    made = [
        url.set(database=f"onrecord_{name}_{run}").render_as_string(hide_password=False)
        for name in names
    ]
    for one in made:
        copy(empty, one)
    yield made
    for one in made:
        delete(one)


@pytest.fixture(scope="session")
def database_url(databases: list[str]) -> str:
    return databases[0]


@pytest.fixture
def spare_url(databases: list[str]) -> str:
    """A database without any table, whatever other tests left in it."""
    if databases[2].startswith("sqlite"):
        delete(databases[2])
        return databases[2]
    engine = create_engine(databases[2])
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return databases[2]


@pytest.fixture(scope="session")
def tables_url(databases: list[str]) -> str:
    """A database with the newest tables and no rows, only to be copied."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["url"] = databases[3]
    command.upgrade(config, "head")
    return databases[3]


@pytest.fixture
def migrated_url(databases: list[str], tables_url: str) -> str:
    """A database with the newest tables and no rows, whatever tests left in it."""
    copy(tables_url, databases[2])
    return databases[2]


@pytest.fixture
def spare(migrated_url: str) -> Iterator[Engine]:
    """A database of its own for each test, with the newest tables and no rows."""
    engine = make_engine(migrated_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def alembic_config(database_url: str) -> Config:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["url"] = database_url
    return config


@pytest.fixture(scope="session")
def engine(database_url: str, alembic_config: Config) -> Iterator[Engine]:
    command.upgrade(alembic_config, "head")
    engine = make_engine(database_url)
    keep_keys(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def emptied(engine: Engine) -> Iterator[Engine]:
    """The migrated database, emptied after a test that commits."""
    yield engine
    empty(engine)
