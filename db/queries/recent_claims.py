"""The latest claims that count: their dates, and their numbers in intervals."""

from sqlalchemy import ColumnElement, func, literal_column, select, union_all

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Claim
from db.queries.fact_claims import COUNTED_REVIEWS
from db.queries.visibility import visible
from db.values.types import AnySelect, UtcDateTime
from db.values.viewer import Viewer

COUNTS = Claim.review.in_(COUNTED_REVIEWS)


class DatedRow(Row):
    """The date of a claim."""

    dated_at: StoredInstant = column(Claim.dated_at)


class StretchRow(Row):
    """The number of claims in an interval, and the number of the interval."""

    number: int = column(literal_column("0"))
    total: int = column(func.count())


@prepared(DatedRow)
def find_dated(*, offset: int, viewer: Viewer) -> AnySelect:
    """Select the date of the claim with ``offset`` later claims before ``until``."""
    return (
        DatedRow.select()
        .where(visible(Claim, viewer), COUNTS)
        .where(Claim.dated_at < parameter("until", UtcDateTime()))
        .order_by(Claim.dated_at.desc())
        .offset(literal_column(str(offset)))
        .limit(literal_column("1"))
    )


@prepared(StretchRow)
def count_claims_dated(*, count: int, most: int, viewer: Viewer) -> AnySelect:
    """Select the number of claims in each of ``count`` intervals, up to ``most``.

    Interval 3 begins at ``from__3`` and ends before ``from__4``.
    """
    stretches = [_dated_in(number, most, viewer) for number in range(count)]
    counted = union_all(*stretches).subquery("counted")
    return select(counted.c.number, counted.c.total)


def _dated_in(number: int, most: int, viewer: Viewer) -> AnySelect:
    """Select the number of claims of one interval."""
    since, until = (
        parameter(f"from__{one}", UtcDateTime()) for one in (number, number + 1)
    )
    some = (
        select(Claim.id)
        .where(visible(Claim, viewer), COUNTS)
        .where(Claim.dated_at >= since, Claim.dated_at < until)
        .limit(literal_column(str(most)))
        .subquery()
    )
    named: ColumnElement[int] = literal_column(str(number))
    return select(named.label("number"), func.count().label("total")).select_from(some)
