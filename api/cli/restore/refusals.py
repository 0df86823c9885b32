"""Checks that prevent restoring into a wrong place."""

import re
from dataclasses import replace
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, inspect

from api.cli.backup import postgresql
from api.cli.failures import CommandError
from api.cli.opening import is_sqlite, label, schema
from db.engine.migrations import Schema

MIGRATION = re.compile(r"^COPY \S*alembic_version .*\n(\w+)$", re.MULTILINE)


def refuse_filled(url: URL) -> None:
    """Raise ``CommandError`` unless the database is empty."""
    if is_sqlite(url):
        file = Path(url.database or "").absolute()
        _refuse_journals(file)
        if not file.exists():
            return
    engine = create_engine(url, poolclass=NullPool)
    if inspect(engine).get_table_names():
        message = (
            f"The database {label(url)} is not empty, and is not overwritten: name an "
            "empty one with --database-url."
        )
        raise CommandError(message)


def _refuse_journals(file: Path) -> None:
    """Raise ``CommandError`` for a journal, which SQLite would apply to a new file."""
    for journal in (Path(f"{file}-wal"), Path(f"{file}-journal")):
        if journal.exists():
            message = (
                f"{journal} belongs to another database, and would damage the restored "
                "one: move it away, or name another database with --database-url."
            )
            raise CommandError(message)


def migration_of(source: Path, url: URL) -> Schema:
    """Return the migration of a backup; raise ``CommandError`` if it is unknown."""
    if is_sqlite(url):
        found = schema(url.set(database=str(source)))
    else:
        found = replace(schema(url), current=_dumped_migration(source))
    if found.current is None:
        message = f"{source} has no tables of Onrecord: name a backup of Onrecord."
        raise CommandError(message)
    if found.current not in found.known:
        raise CommandError(found.mismatch(str(source)))
    return found


def _dumped_migration(source: Path) -> str | None:
    only = ("--data-only", "--table=alembic_version", "--file=-")
    found = MIGRATION.search(postgresql.run("pg_restore", *only, str(source)))
    return found and found[1]
