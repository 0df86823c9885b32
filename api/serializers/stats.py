"""JSON of counts by series and time."""

from api.serializers.values import Json
from db.derived.series import Point
from db.derived.wilson import wilson

MIN_CLAIMS = 10  # needed for a share


def count_row(point: Point) -> Json:
    """Return a point with its count."""
    (n,) = point.numbers
    return _row(point) | {"n": n}


def verdict_row(point: Point) -> Json:
    """Return the number of claims, and of claims for facts with a verdict."""
    (n,) = point.numbers
    return _row(point) | {"verdict": getattr(point.series, "verdict", None), "n": n}


def unnamed_row(point: Point) -> Json:
    """Return the number of claims with an unnamed speaker, and the share."""
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
