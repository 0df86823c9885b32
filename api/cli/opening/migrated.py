"""The latest migration of a database."""

from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, inspect

from api.cli.failures import CommandError
from api.cli.opening.urls import is_sqlite, label
from db.engine.migrations import NOTED, Schema, find_migration

PATIENCE = 10  # seconds for a server to take the connection


def schema(url: URL) -> Schema:
    """Read the current migration of a database, without changing or locking it."""
    if is_sqlite(url) and not Path(url.database or "").exists():
        return Schema.at(None)
    return Schema.at(_current(url))


def _current(url: URL) -> str | None:
    options = {} if is_sqlite(url) else {"connect_timeout": PATIENCE}
    engine = create_engine(url, poolclass=NullPool, connect_args=options)
    with engine.connect() as connection:
        if not inspect(connection).has_table(NOTED.name):
            return None
        current: str | None = connection.scalar(find_migration().statement)
        return current


def refuse_unknown(url: URL, found: Schema) -> None:
    """Raise ``CommandError`` if a later version has migrated the database."""
    if found.current and found.current not in found.known:
        raise CommandError(found.mismatch(f"The database {label(url)}"))


def require_migrated(url: URL) -> None:
    """Raise ``CommandError`` unless the database has the tables of this version."""
    if mismatch := schema(url).mismatch(f"The database {label(url)}"):
        raise CommandError(mismatch)
