"""Copies many rows into a table of PostgreSQL."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, TableClause

from db.engine.session.driver import Values, copy

Target = tuple[TableClause, Sequence[str]]  # a table, and the columns to store


def copy_rows(connection: Connection, target: Target, rows: Iterable[Values]) -> None:
    """Store rows, given as the values of columns in the form of the driver."""
    into, columns = target
    preparer = connection.dialect.identifier_preparer
    names = ", ".join(map(preparer.quote, columns))
    copy(connection, f"COPY {preparer.format_table(into)} ({names}) FROM STDIN", rows)
