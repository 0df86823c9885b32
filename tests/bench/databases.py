"""Generated databases to measure: new ones, or kept from an earlier run."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, func, make_url, select, text

from db.engine.session import make_engine
from db.models import Claim
from seeds.generate import generate
from tests.bench.machine import ROOT
from tests.bench.options import Options
from tests.keys import keep_keys_at
from tests.postgres import postgres_server

SETTINGS = {
    "sqlite": ("PRAGMA journal_mode", "PRAGMA synchronous", "PRAGMA mmap_size"),
    "postgresql": (
        "SHOW server_version",
        "SHOW fsync",
        "SHOW synchronous_commit",
        "SHOW shared_buffers",
    ),
}


@dataclass(frozen=True)
class Database:
    """A record of claims in one kind of database."""

    backend: str
    url: str

    def facts(self) -> dict[str, Any]:
        """Return the numbers of records, and the settings that affect the cost."""
        engine = make_engine(self.url)
        with engine.connect() as connection:
            found = {
                question.split()[1]: connection.exec_driver_sql(question).scalar()
                for question in SETTINGS[self.backend]
            }
            found["claims"] = connection.scalar(select(func.count(Claim.id)))
            found["bytes"] = _size(connection)
        engine.dispose()
        return found


@contextmanager
def provide(
    backend: str, options: Options, progress: Callable[[int], None]
) -> Iterator[Database]:
    """Make or find the database of this kind; drop it at the end, or keep it."""
    name = f"onrecord_bench_{options.claims}_{options.seed}_{_schema()}"
    with places(backend, [name], keep=options.keep) as (url,):
        database = Database(backend, url)
        if not _is_filled(database, options.claims):
            generate(url, claims=options.claims, seed=options.seed, progress=progress)
        keep_keys_at(url)
        yield database


@contextmanager
def places(
    backend: str, names: Sequence[str], *, keep: Path | None = None
) -> Iterator[Sequence[str]]:
    """Give the URLs of new databases, or of those in the folder ``keep``."""
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        if backend == "sqlite":
            yield [f"sqlite:///{folder}/{name}.db" for name in names]
            return
        server = stack.enter_context(_server(folder, keep=keep is not None))
        databases = (_database(server, name, keep=keep is not None) for name in names)
        yield [stack.enter_context(one) for one in databases]


def _schema() -> str:
    """Return a digest of the schema: a stored database with another one is outdated."""
    digest = sha256()
    for version in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        digest.update(version.read_bytes())
    return digest.hexdigest()[:8]


def _is_filled(database: Database, claims: int) -> bool:
    """Return whether the claims are there; the generator stores all of them or none."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["url"] = database.url
    command.upgrade(config, "head")
    engine = make_engine(database.url)
    with engine.connect() as connection:
        last = connection.scalar(select(func.max(Claim.id)))
    engine.dispose()
    return bool(last and last >= claims)


@contextmanager
def _server(folder: Path, *, keep: bool) -> Iterator[str]:
    """Give the server that ``BENCH_POSTGRES_URL`` names, or one from the wheel."""
    if url := os.environ.get("BENCH_POSTGRES_URL"):
        yield url
        return
    with postgres_server(folder, keep=keep) as url:
        yield url


@contextmanager
def _database(server: str, name: str, *, keep: bool) -> Iterator[str]:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    known = text("SELECT 1 FROM pg_database WHERE datname = :name")
    with engine.connect() as connection:
        if connection.scalar(known, {"name": name}) is None:
            connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        if not keep:
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def _size(connection: Connection) -> Any:
    if connection.dialect.name == "postgresql":
        return connection.scalar(select(func.pg_database_size(func.current_database())))
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    return pages * connection.exec_driver_sql("PRAGMA page_size").scalar()
