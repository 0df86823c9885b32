"""Turns errors into messages with a remedy; no other module does."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError, OperationalError

from api.cli.failures.advice import advised, first_line
from api.cli.output import remark
from db.errors import ConflictError, DataError, UnavailableError


class CommandError(Exception):
    """An error of a command, with a message that contains a remedy."""


OURS = (CommandError, DataError)
OPERATION = (OperationalError, sqlite3.OperationalError, OSError)
DRIVER = (DBAPIError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError)


def report(error: Exception) -> None:
    """Print the error and its remedy; raise ``error`` if it is a bug."""
    if not is_anticipated(error):
        raise error
    remark(f"Error: {sentence(error)}")


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
    """Return whether ``error`` is expected, and shown without a traceback."""
    if isinstance(error, BrokenPipeError):
        return False  # the reader closed the pipe; typer handles that
    if isinstance(error, OURS + OPERATION):
        return True
    return isinstance(error, DRIVER) and advised(first_line(error)) is not None


def sentence(error: Exception) -> str:
    """Return a message with the error and its remedy."""
    if isinstance(error, UnavailableError) and isinstance(error.__cause__, Exception):
        return sentence(error.__cause__)
    if isinstance(error, DataError):
        return " ".join([_data(error), *getattr(error, "__notes__", ())])
    if isinstance(error, CommandError):
        return str(error)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} cannot be used: {error.strerror}. Name another one."
    words = first_line(error)
    return advised(words) or f"{words}."


def _data(error: DataError) -> str:
    option = f"--{error.path[0]}: ".replace("_", "-") if error.path else ""
    candidates = error.candidates if isinstance(error, ConflictError) else ()
    listed = ", ".join(map(_candidate, candidates))
    return f"{option}{error}" + (f" They are: {listed}." if listed else "")


def _candidate(found: Mapping[str, Any]) -> str:
    return f"{found['id']} ({found['label']})"
