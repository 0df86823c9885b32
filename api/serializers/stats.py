"""Counts by series and time, as they are sent."""

from api.serializers.values import Json
from db.derived.series import Point
from db.derived.wilson import wilson

MIN_CLAIMS = 10  # of which a share is shown


def count_row(point: Point) -> Json:
    """Return how many there are."""
    (n,) = point.numbers
    return _row(point) | {"n": n}


def verdict_row(point: Point) -> Json:
    """Return how many claims there are, and on facts with which verdict."""
    (n,) = point.numbers
    return _row(point) | {"verdict": getattr(point.series, "verdict", None), "n": n}


def unnamed_row(point: Point) -> Json:
    """Return on how many claims an unnamed source speaks, never the share alone."""
    n, unnamed, unresolved = point.numbers
    counted = _row(point) | {"n": n, "unnamed": unnamed}
    more = {"reason": None, "unresolved": unresolved}
    if n < MIN_CLAIMS:
        nothing = dict.fromkeys(("share", "low", "high"))
        return counted | nothing | more | {"reason": f"fewer than {MIN_CLAIMS} claims"}
    low, high = wilson(unnamed, n)
    return counted | {"share": unnamed / n, "low": low, "high": high} | more


def _row(point: Point) -> Json:
    series = point.series
    return {"time": point.at, "series_id": series.id, "series": series.name}
