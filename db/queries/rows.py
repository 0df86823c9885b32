"""Rows that reads of several resources return."""

from sqlalchemy import func

from db.engine.rows import Row, column


class TotalRow(Row):
    """How many rows there are."""

    total: int = column(func.count())
