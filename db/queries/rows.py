"""Row types that several resources share."""

from typing import Any

from sqlalchemy import BigInteger, CompoundSelect, func, literal_column

from db.engine.rows import Row, column
from db.values.totals import MAX_TOTAL
from db.values.types import AnySelect

AnyUnion = CompoundSelect[Any]


class IdRow(Row):
    """The id of a record; a builder labels the column of its own table ``id``."""

    id: int = column(literal_column("id", BigInteger()))


class TotalRow(Row):
    """A count of rows."""

    total: int = column(func.count())


def count_up_to(limit: int, rows: AnySelect | AnyUnion) -> AnySelect:
    """Select the number of ``rows``; the count stops at ``limit``."""
    some = rows.limit(literal_column(str(limit))).subquery()
    return TotalRow.select().select_from(some)


def count_all(rows: AnySelect | AnyUnion) -> AnySelect:
    """Select the number of ``rows``; one more than ``MAX_TOTAL`` means more."""
    return count_up_to(MAX_TOTAL + 1, rows)
