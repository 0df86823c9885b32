"""The migration that a database is at."""

from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, NullPool, create_engine

from api.cli.failures import CommandError
from api.cli.opening.urls import as_text, is_sqlite, label

MIGRATIONS = Path(__file__).parents[3] / "migrations"
PATIENCE = 10  # seconds for a server to take the connection


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
    return Schema(_current(url), head, known)


def _current(url: URL) -> str | None:
    options = {} if is_sqlite(url) else {"connect_timeout": PATIENCE}
    engine = create_engine(url, poolclass=NullPool, connect_args=options)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


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
