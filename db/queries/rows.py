"""Rows that reads of several resources return."""

from sqlalchemy import BigInteger, func, literal_column

from db.engine.rows import Row, column


class IdRow(Row):
    """The id of a record; a builder labels the column of its own table ``id``."""

    id: int = column(literal_column("id", BigInteger()))


class TotalRow(Row):
    """A count of rows."""

    total: int = column(func.count())
