"""Repeats transactions that the database rolled back."""

import re
from collections.abc import Callable, Sequence
from random import uniform
from sqlite3 import SQLITE_BUSY, SQLITE_READONLY
from time import sleep

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from db.engine.writer.interface import T
from db.errors import SchemaError, UnavailableError

# Maximum pause in seconds before each retry. Pauses are random, so that writers that
# collided do not collide again.
RETRY_PAUSES = (0.02, 0.1, 0.5)
# PostgreSQL: serialization failure, deadlock, a unique key that was free before
ROLLED_BACK = {"40001", "40P01", "23505"}
READ_ONLY = "25006"  # PostgreSQL: the server has become a replica
UNDEFINED = {"42P01", "42703"}  # PostgreSQL: no such table, no such column
UNDEFINED_IN_SQLITE = re.compile("no such (table|column)|table .* has no column")
PRIMARY_CODE = 0xFF  # the low byte; the other bits of SQLite's code are details


def retry(attempt: Callable[[], T], *, pauses: Sequence[float] = RETRY_PAUSES) -> T:
    """Return the result of ``attempt``, which is one whole transaction.

    Repeat it only if the database rolled it back because of concurrent transactions, or
    if the connection was lost before the commit. Raise ``UnavailableError`` if the last
    attempt fails too, and ``SchemaError`` if a table or column is missing.
    """
    try:
        return attempt()
    except DBAPIError as error:
        if _is_undefined(error):
            raise SchemaError from error
        if not (pauses and (is_transient(error) or _is_lost(error))):
            if not _is_unavailable(error):
                raise
            message = "The database cannot be written to now."
            raise UnavailableError(message) from error
    pause, *others = pauses
    sleep(uniform(0, pause))  # noqa: S311 - no secret depends on it
    return retry(attempt, pauses=others)


def is_transient(error: BaseException | None) -> bool:
    """Return whether concurrent transactions caused the failure."""
    return _code(error) == SQLITE_BUSY or _state(error) in ROLLED_BACK


def _is_lost(error: DBAPIError) -> bool:
    """Return whether the connection was lost in a statement, so nothing is committed.

    The commit is no statement: whether it took effect is then unknown.
    """
    return error.connection_invalidated and error.statement is not None


def _is_undefined(error: DBAPIError) -> bool:
    """Return whether the statement names a table or column that does not exist."""
    in_sqlite = isinstance(error, OperationalError) and _state(error) is None
    if in_sqlite and UNDEFINED_IN_SQLITE.match(str(error.orig)):
        return True
    return _state(error) in UNDEFINED


def _is_unavailable(error: DBAPIError) -> bool:
    """Return whether the database failed, not the statement."""
    return isinstance(error, OperationalError) or _state(error) == READ_ONLY


def drop_read_only_connections(engine: Engine, error: BaseException | None) -> None:
    """Close all connections if they are read-only: they never become writable again."""
    if _code(error) == SQLITE_READONLY or _state(error) == READ_ONLY:
        engine.dispose()


def _code(error: BaseException | None) -> int:
    """Return the primary error code of SQLite, 0 if there is none."""
    code: int = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0)
    return code & PRIMARY_CODE


def _state(error: BaseException | None) -> str | None:
    """Return the SQLSTATE of PostgreSQL."""
    return getattr(getattr(error, "orig", None), "sqlstate", None)
