"""Counts by series and time, as they are sent."""

from collections.abc import Iterator, Sequence

from api.serializers.values import Json
from db.derived.series import Point, Series
from db.derived.wilson import wilson
from db.models.fact_state import state_of
from db.values.types import AnyRow, bucket_start

FEWEST = 10  # claims of which a share is shown
ALL_CLAIMS, ALL_FACTS = Series(None, "claims"), Series(None, "facts")
FIRST_NUMBER = 5  # of the columns that a count of claims selects


def claim_points(
    rows: Sequence[AnyRow], by: str | None, *, top: int, unnamed: int = 0
) -> Iterator[Point]:
    """Yield counts of claims; ``unnamed`` is how many unnamed sources there are."""
    rest = ALL_CLAIMS
    if by == "source":
        rest = Series(None, _number(unnamed, "separate unnamed source"))
    elif by:
        rest = Series(None, f"no {by}")
    for row in rows:
        series = rest
        if row.folded:
            series = Series(None, _number(row.ranked - top, f"other {by}"))
        elif row.series_id is not None:
            series = Series(row.series_id, row.name or row.series_id)
        yield Point(bucket_start(row.at), series, tuple(row[FIRST_NUMBER:]))


def fact_points(rows: Sequence[AnyRow], by: str | None) -> Iterator[Point]:
    """Yield counts of facts; several of them can be of one state."""
    for row in rows:
        key = state_of(row.series_id) if by == "state" else row.series_id
        series = Series(key, key) if by else ALL_FACTS
        yield Point(bucket_start(row.at), series, (row.n,))


def count_row(point: Point) -> Json:
    """Return how many there are."""
    (n,) = point.numbers
    return _row(point) | {"n": n}


def unnamed_row(point: Point) -> Json:
    """Return how many claims an unnamed source speaks in, never the share alone."""
    n, unnamed = point.numbers
    counted = _row(point) | {"n": n, "unnamed": unnamed}
    if n < FEWEST:
        nothing = dict.fromkeys(("share", "low", "high"))
        return counted | nothing | {"reason": f"fewer than {FEWEST} claims"}
    low, high = wilson(unnamed, n)
    return counted | {"share": unnamed / n, "low": low, "high": high, "reason": None}


def _row(point: Point) -> Json:
    series = point.series
    return {"time": point.at, "series_id": series.id, "series": series.name}


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
