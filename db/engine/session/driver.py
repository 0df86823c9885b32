"""Runs compiled statements directly on the DBAPI connection of a session.

SQLAlchemy adds several times the cost of a short statement on SQLite.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

from db.values.types import AnySelect

STATEMENTS = 64  # whose SQL is cached
Values = Sequence[Any] | Mapping[str, Any]


@lru_cache(STATEMENTS)
def sql_of(statement: AnySelect, dialect: Dialect) -> str:
    """Return the SQL of a statement; parameters, if any, are bound by name."""
    return str(statement.compile(dialect=dialect))


def fetch(connection: Connection, sql: str, values: Values = ()) -> list[Any]:
    """Return the rows of a statement as the driver returns them."""
    try:
        cursor = cursor_of(connection)
        cursor.execute(sql, values)
        found: list[Any] = cursor.fetchall()
    except _error_of(connection) as error:
        raise _wrapped(connection, sql, error) from error
    return found


def send(connection: Connection, sql: str, rows: Sequence[Values]) -> None:
    """Run a statement without a result, once for each row of values."""
    try:
        cursor = cursor_of(connection)
        if len(rows) == 1:
            cursor.execute(sql, rows[0])
        else:
            cursor.executemany(sql, rows)
    except _error_of(connection) as error:
        raise _wrapped(connection, sql, error) from error


def copy(connection: Connection, sql: str, rows: Iterable[Values]) -> None:
    """Run a COPY of PostgreSQL with these rows."""
    try:
        with cursor_of(connection) as cursor, cursor.copy(sql) as into:
            for row in rows:
                into.write_row(row)
    except _error_of(connection) as error:
        raise _wrapped(connection, sql, error) from error


def cursor_of(connection: Connection) -> Any:  # noqa: ANN401 - the driver's
    """Return a new DBAPI cursor in the transaction of a connection."""
    return connection.connection.cursor()


def _error_of(connection: Connection) -> type[Exception]:
    """Return the base class of the DBAPI errors."""
    error: type[Exception] = connection.dialect.loaded_dbapi.Error
    return error


def _wrapped(connection: Connection, sql: str, error: Exception) -> BaseException:
    """Return the SQLAlchemy error for a DBAPI error, without the bound values."""
    dialect, base = connection.dialect, _error_of(connection)
    is_lost = dialect.is_disconnect(error, connection.connection, None)  # type: ignore[arg-type]  # it is one of the driver
    if is_lost:
        connection.invalidate(error)
        connection.engine.dispose()  # probably all others are lost, too
    return DBAPIError.instance(
        sql,
        None,
        error,
        base,
        hide_parameters=True,
        connection_invalidated=is_lost,
        dialect=dialect,
    )
