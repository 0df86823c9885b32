"""The command that copies a database that is in use."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL

from api.cli.backup import postgresql, sqlite
from api.cli.failures import CommandError
from api.cli.new_files import complete_file, refuse_existing
from api.cli.opening import (
    DatabaseUrl,
    database,
    is_sqlite,
    label,
    reading,
    schema,
)
from api.cli.output import AsJson, print_json, remark, say
from api.cli.redactions.lists import list_all, list_path, save
from api.cli.verify import (
    Violation,
    damaged_indexes,
    find_violations,
    say_violations,
)
from db.engine.migrations import Schema

Target = Annotated[
    Path, typer.Argument(metavar="TARGET", help="The new file.", show_default=False)
]


def backup(
    target: Target, *, database_url: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """Copy the database as of this instant to a new file, and check the copy.

    Servers keep reading and writing. The copy of a SQLite database is a SQLite file;
    pg_dump makes the copy of a PostgreSQL database.
    """
    url = database(database_url)
    found = schema(url)
    if found.current is None:
        message = f"The database {label(url)} has no tables: there is nothing to copy."
        raise CommandError(message)
    for file in (target, list_path(target)):
        refuse_existing(file)
    with complete_file(target) as file:
        violations = _copy(url, found, file)
    if found.current == found.head:
        save(asyncio.run(reading(url, list_all)), list_path(target))
    _report(url, found, target, violations, as_json=as_json)
    if violations:
        raise typer.Exit(1)


def _copy(url: URL, found: Schema, file: Path) -> Sequence[Violation] | None:
    """Copy a database; return the violated rules, or None if they are unchecked."""
    if not is_sqlite(url):
        postgresql.dump(url, file)
        return None
    sqlite.copy(Path(url.database or ""), file)
    if found.current != found.head:
        return None
    copied = url.set(database=str(file))
    violations = asyncio.run(reading(copied, find_violations))
    violations = [*violations, *damaged_indexes(copied)]
    sqlite.make_one_file(file)  # reading it has created a -wal file
    return violations


def _report(
    url: URL,
    found: Schema,
    target: Path,
    violations: Sequence[Violation] | None,
    *,
    as_json: bool,
) -> None:
    size = target.stat().st_size
    if as_json:
        named = {"database": label(url), "file": str(target.absolute()), "bytes": size}
        print_json({**named, "migration": found.current, "violations": violations})
        return
    say(f"Copied {label(url)} to {target}, {size:,} bytes.")
    if violations is not None:
        say_violations(violations)
    elif is_sqlite(url):
        remark(
            f"The rules were not checked: it is at migration {found.current}, this "
            f"version at {found.head}."
        )
