"""Counts by series and time, as charts need them: flat, sorted, without gaps."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from db.derived.buckets import number_of, start_of
from db.models.assessment import Verdict
from db.values.dates import TICK
from db.values.types import Bucket

Numbers = tuple[int, ...]


class Series(NamedTuple):
    """A line of a chart; its id is null if it sums several things."""

    id: int | str | None
    name: str


class VerdictSeries(NamedTuple):
    """A series of claims for facts with one verdict; null for any verdict."""

    id: int | str | None
    name: str
    verdict: Verdict | None


class Point(NamedTuple):
    """The counts of a series, in total or in the bucket that begins at ``at``."""

    at: datetime | None
    series: Series | VerdictSeries
    numbers: Numbers


def added_up(points: Iterable[Point]) -> list[Point]:
    """Return ``points`` with the points of each series and bucket summed."""
    sums: dict[tuple[datetime | None, Series | VerdictSeries], Numbers] = {}
    for at, series, numbers in points:
        known = sums.get((at, series), (0,) * len(numbers))
        sums[at, series] = tuple(map(sum, zip(known, numbers, strict=True)))
    return [Point(*key, numbers) for key, numbers in sums.items()]


def in_order(points: Iterable[Point]) -> list[Point]:
    """Return ``points`` ordered by time, then by the size of the series."""
    found = list(points)
    total: Counter[Series | VerdictSeries] = Counter()
    for _, series, numbers in found:
        total[series] += numbers[0]
    ranked = sorted(total, key=lambda one: (-total[one], one.name, *map(str, one)))
    rank = {series: place for place, series in enumerate(ranked)}
    if found and found[0].at is None:
        return sorted(found, key=lambda point: rank[point.series])
    return sorted(found, key=lambda point: (point.at, rank[point.series]))


def extent(
    points: Iterable[Point],
    bucket: Bucket,
    within: tuple[datetime | None, datetime | None],
) -> range:
    """Return the numbers of all buckets in an interval.

    A missing end is the first or last bucket of ``points``.
    """
    since, until = within
    known = [number_of(point.at, bucket) for point in points if point.at]
    if not known and (since is None or until is None):
        return range(0)
    first = number_of(since, bucket) if since else min(known)
    last = number_of(until - TICK, bucket) if until else max(known)
    return range(first, last + 1)


def filled(
    points: Sequence[Point],
    series: Collection[Series | VerdictSeries],
    *,
    bucket: Bucket | None,
    numbers: range,
) -> Sequence[Point]:
    """Return ``points`` with a zero for each series and bucket without a point.

    ``numbers`` are the numbers of the buckets.
    """
    if bucket is None:
        return points
    known = _instants(points)
    zeros = (0,) * max((len(point.numbers) for point in points), default=1)
    starts = [start_of(number, bucket) for number in numbers]
    missing = [
        Point(at, one, zeros) for one in series for at in starts if at not in known[one]
    ]
    return [*points, *missing]


def _instants(
    points: Iterable[Point],
) -> Mapping[Series | VerdictSeries, set[datetime | None]]:
    """Return the starts of the buckets in which each series has a point."""
    found: dict[Series | VerdictSeries, set[datetime | None]] = defaultdict(set)
    for point in points:
        found[point.series].add(point.at)
    return found
