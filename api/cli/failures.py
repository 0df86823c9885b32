"""The only place where an error becomes a message that says what to do."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import asyncpg
from alembic.util.exc import CommandError as AlembicError
from sqlalchemy.exc import DBAPIError, OperationalError
from typer import Exit
from typer.core import TyperGroup

from api.cli.output import remark
from db.errors import ConflictError, DataError, UnavailableError


class CommandError(Exception):
    """An error of a command, with a message that says what to do."""


# Messages of the drivers, and what to do. The first match is used.
ADVICE = (
    (
        "database is locked|lock timeout|statement timeout",
        "The database is in use by another program: wait for it, or stop it, and try "
        "again.",
    ),
    (
        "readonly database|read-only",
        "The database cannot be written to: make its file, its folder and its disk "
        "writable.",
    ),
    (
        "unable to open database file",
        "The database file cannot be opened: look whether its folder exists, and "
        "whether you may write there.",
    ),
    (
        "disk is full|No space left",
        "The disk is full: make room, and try again. Nothing was changed.",
    ),
    (
        "file is not a database|malformed",
        "This file is not a SQLite database, or is damaged: name another one, or "
        "restore it from a backup.",
    ),
    (
        r'database ".*" does not exist',
        "The server has no database of this name: create it (createdb NAME), then run "
        "`onrecord migrate`.",
    ),
    (
        "authentication failed|no password supplied|role .* does not exist",
        "The database refuses this user or password: correct them in its address "
        "(ONRECORD_DATABASE_URL).",
    ),
    (
        "too many (clients|connections)|connection slots",
        "The database has no connection left: lower ONRECORD_DATABASE_CONNECTIONS or "
        "ONRECORD_WORKERS, or raise max_connections of the database.",
    ),
    (
        "no such table|relation .* does not exist",
        "The database lacks tables: run `onrecord migrate` on it.",
    ),
    (
        "refused|translate host name|timeout|No such file|unreachable|No route|closed",
        "The database cannot be reached: look whether it runs, and whether its address "
        "(ONRECORD_DATABASE_URL) is right.",
    ),
)
OURS = (CommandError, DataError, AlembicError)
OPERATION = (OperationalError, sqlite3.OperationalError, OSError)
DRIVER = (DBAPIError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError)


class Commands(TyperGroup):
    """Commands whose expected errors end in a message on stderr and status 1."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not is_anticipated(error):
                raise
            remark(f"Error: {sentence(error)}")
            raise Exit(1) from error


@contextmanager
def advising(advice: str, *, about: str | None = None) -> Iterator[None]:
    """Add ``advice`` to errors of the data layer about a resource or a value."""
    try:
        yield
    except DataError as error:
        record_id = getattr(error, "record_id", None)
        if about in {None, getattr(error, "resource", None), *error.path}:
            error.add_note(advice.format(id=record_id))
        raise


def is_anticipated(error: Exception) -> bool:
    """Return whether ``error`` is no bug: it is shown without a traceback."""
    if isinstance(error, BrokenPipeError):
        return False  # the reader of the pipe has closed it; typer handles that
    if isinstance(error, OURS + OPERATION):
        return True
    return isinstance(error, DRIVER) and _advised(_first_line(error)) is not None


def sentence(error: Exception) -> str:
    """Return a message that says what happened and what to do."""
    if isinstance(error, UnavailableError) and isinstance(error.__cause__, Exception):
        return sentence(error.__cause__)
    if isinstance(error, DataError):
        return " ".join([_data(error), *getattr(error, "__notes__", ())])
    if isinstance(error, CommandError):
        return str(error)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} cannot be used: {error.strerror}. Name another one."
    words = _first_line(error)
    return _advised(words) or f"{words}."


def _data(error: DataError) -> str:
    option = f"--{error.path[0]}: ".replace("_", "-") if error.path else ""
    candidates = error.candidates if isinstance(error, ConflictError) else ()
    listed = ", ".join(map(_candidate, candidates))
    return f"{option}{error}" + (f" They are: {listed}." if listed else "")


def _candidate(found: Mapping[str, Any]) -> str:
    return f"{found['id']} ({found['label']})"


def _advised(words: str) -> str | None:
    for known, advice in ADVICE:
        if re.search(known, words, re.IGNORECASE):
            return f"{advice} ({words})"
    return None


def _first_line(error: Exception) -> str:
    """Return the driver's message, without the SQL and the values that follow."""
    words = str(getattr(error, "orig", error)).strip() or type(error).__name__
    return words.splitlines()[0].rstrip(".")
