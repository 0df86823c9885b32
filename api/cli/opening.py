"""Opening the database that is named, if it has the tables of this version."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import ValidationError
from sqlalchemy import URL, NullPool, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from api.cli.failures import CommandError
from api.settings import Settings
from db.engine.reader import Reader, make_reader
from db.engine.session import SessionFactory, make_engine, make_session_factory

T = TypeVar("T")
MIGRATIONS = Path(__file__).parents[2] / "migrations"
DRIVERS = {"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"}
PATIENCE = 10  # seconds for a server to take the connection
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        metavar="URL",
        help="The database, instead of ONRECORD_DATABASE_URL.",
    ),
]


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - any setting's
    """Return the settings of the environment; those given take precedence."""
    try:
        return Settings(**{k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        found = error.errors()
        named = (
            f"ONRECORD_{str(one['loc'][0]).upper()}: {one['msg']}" for one in found
        )
        message = f"The settings are wrong. {'; '.join(named)}. See docs/settings.md."
        raise CommandError(message) from error
    except UnicodeDecodeError as error:
        message = "onrecord.env is not UTF-8 text: save it as that."
        raise CommandError(message) from error


def database(database_url: str | None) -> URL:
    """Return the URL of the database; raise ``CommandError`` if it is not one."""
    given = load_settings(database_url=database_url).database_url
    expected = (
        "a database is sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME."
    )
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        message = f"This is no address of a database: {expected}"
        raise CommandError(message) from error
    if url.drivername not in DRIVERS:
        message = f"Onrecord does not work with {url.drivername}: {expected}"
        raise CommandError(message)
    if is_sqlite(url) and url.database in {None, "", ":memory:"}:
        message = "A database in memory ends with this command: name a file."
        raise CommandError(message)
    return url


def is_sqlite(url: URL) -> bool:
    """Return whether ``url`` names a SQLite file."""
    return url.get_backend_name() == "sqlite"


def as_text(url: URL) -> str:
    """Return ``url`` with its password."""
    return url.render_as_string(hide_password=False)


def label(url: URL) -> str:
    """Return ``url`` for display: absolute paths, no secrets."""
    if is_sqlite(url):
        return f"sqlite:///{Path(url.database or '').absolute()}"
    harmless = {k: v for k, v in url.query.items() if "password" not in k}
    return url.set(query=harmless).render_as_string(hide_password=True)


@dataclass(frozen=True)
class Schema:
    """The current migration of a database, and the known ones."""

    current: str | None
    head: str
    known: frozenset[str]


def alembic_config(url: URL) -> Config:
    """Return the configuration of Alembic, independent of the current folder."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = as_text(url)
    return config


def schema(url: URL) -> Schema:
    """Read the current migration of a database, without changing or locking it."""
    scripts = ScriptDirectory.from_config(alembic_config(url))
    known = frozenset(script.revision for script in scripts.walk_revisions())
    head = str(scripts.get_current_head())
    if is_sqlite(url) and not Path(url.database or "").exists():
        return Schema(None, head, known)
    options = {} if is_sqlite(url) else {"connect_timeout": PATIENCE}
    engine = create_engine(url, poolclass=NullPool, connect_args=options)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return Schema(current, head, known)


def refuse_unknown(url: URL, found: Schema) -> None:
    """Raise ``CommandError`` if a later version has migrated the database."""
    if found.current and found.current not in found.known:
        message = (
            f"The database {label(url)} is at migration {found.current}, which this "
            "version of Onrecord does not know: install the version that made it, or a "
            "later one."
        )
        raise CommandError(message)


def require_migrated(url: URL) -> None:
    """Raise ``CommandError`` unless the database has the tables of this version."""
    found = schema(url)
    refuse_unknown(url, found)
    if found.current != found.head:
        state = f"is at migration {found.current}" if found.current else "has no tables"
        wanted = f" instead of {found.head}" if found.current else " yet"
        message = (
            f"The database {label(url)} {state}{wanted}: run `onrecord migrate` on it."
        )
        raise CommandError(message)


@contextmanager
def opened(database_url: str | None) -> Iterator[SessionFactory]:
    """Open the database for writing."""
    url = database(database_url)
    require_migrated(url)
    engine = make_engine(as_text(url), connections=1)
    try:
        yield make_session_factory(engine)
    finally:
        engine.dispose()


def read(database_url: str | None, work: Callable[[Reader], Awaitable[T]]) -> T:
    """Return what ``work`` reads from the database."""
    url = database(database_url)
    require_migrated(url)
    return asyncio.run(reading(url, work))


async def reading(
    url: URL, work: Callable[[Reader], Awaitable[T]], *, connections: int = 1
) -> T:
    """Return what ``work`` reads, with so many connections open."""
    reader = make_reader(as_text(url), connections=connections)
    try:
        await reader.open()
        return await work(reader)
    finally:
        await reader.close()
