"""Counts of claims and facts by series and time."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from db.derived.counts import (
    ALL_CLAIMS,
    ALL_FACTS,
    claim_points,
    fact_points,
    unnamed_points,
    verdict_points,
)
from db.derived.series import Point, Series, added_up, extent, filled, in_order
from db.errors import TooManyPointsError
from db.queries.filters import Values, named, shape_of
from db.queries.stats import (
    ClaimsBy,
    ClaimTime,
    FactsBy,
    FactTime,
    SeparateSourcesRow,
    VerdictsBy,
    count_claims_by,
    count_drafts_within,
    count_facts_by,
    count_separate_sources,
    count_unnamed_by_outlet,
    count_verdicts_by,
)
from db.reads.named import with_named
from db.reads.queries import as_indexed, of_drafts
from db.reads.query_fields import NONE, OF_CLAIMS, with_fields
from db.reads.reading import Reading
from db.values.types import Bucket

TimeT = TypeVar("TimeT", ClaimTime, FactTime)


@dataclass(frozen=True)
class TimeAxis(Generic[TimeT]):
    """The interval and the buckets in which to count.

    ``time`` is the instant of a record that counts. With ``fill``, each series has a
    point in every bucket. More than ``limit`` points raise ``TooManyPointsError``.
    """

    time: TimeT
    limit: int
    bucket: Bucket | None = None
    since: datetime | None = None
    until: datetime | None = None
    fill: bool = False

    @property
    def bounds(self) -> Values:
        """Return the given ends of the interval as filters."""
        given = {"from": self.since, "to": self.until}
        return {name: [at] for name, at in given.items() if at}


async def count_claims(
    reading: Reading,
    values: Values,
    axis: TimeAxis[ClaimTime],
    *,
    by: ClaimsBy | None,
    top: int,
) -> Sequence[Point]:
    """Count claims in series, over time or in total.

    Sources and outlets beyond the ``top`` largest form one series.
    """
    values = as_indexed(await _of_claims(reading, values))
    bound, shape = _bound(values, axis), _shape(values, axis)
    grouped = {"bucket": axis.bucket, "limit": axis.limit + 1, **shape}
    rows = await reading.scan(count_claims_by, {**bound, "top": top}, by=by, **grouped)
    separate: Sequence[SeparateSourcesRow] = ()
    if by == "source":
        separate = await reading.scan(count_separate_sources, bound, **shape)
    always = () if by else (ALL_CLAIMS,)
    return await _chart(
        reading,
        axis,
        lambda: claim_points(rows, by, top=top, separate=separate),
        always=always,
    )


async def count_unnamed(
    reading: Reading, values: Values, axis: TimeAxis[ClaimTime], *, top: int
) -> Sequence[Point]:
    """Count the claims of each outlet, and those of unnamed speakers."""
    values = as_indexed(await _of_claims(reading, values))
    bound, shape = {**_bound(values, axis), "top": top}, _shape(values, axis)
    grouped = {"bucket": axis.bucket, "limit": axis.limit + 1, **shape}
    rows = await reading.scan(count_unnamed_by_outlet, bound, **grouped)
    return await _chart(reading, axis, lambda: unnamed_points(rows, top=top))


async def count_verdicts(
    reading: Reading,
    values: Values,
    axis: TimeAxis[ClaimTime],
    *,
    by: Sequence[VerdictsBy],
    top: int,
    until: datetime,
) -> Sequence[Point]:
    """Count claims by speaker and by the newest verdicts on the facts they support.

    The verdicts are those before ``until``.
    """
    values = as_indexed(await _of_claims(reading, values))
    bound = {**_bound(values, axis), "top": top, "until": until}
    shape = _shape(values, axis)
    grouped = {"bucket": axis.bucket, "limit": axis.limit + 1, **shape}
    rows = await reading.scan(count_verdicts_by, bound, by=tuple(by), **grouped)
    separate: Sequence[SeparateSourcesRow] = ()
    if "source" in by:
        separate = await reading.scan(
            count_separate_sources, bound, rated=True, **shape
        )
    return await _chart(
        reading, axis, lambda: verdict_points(rows, by, top=top, separate=separate)
    )


async def count_drafts(
    reading: Reading, values: Values, axis: TimeAxis[ClaimTime]
) -> int:
    """Count the drafts that a count of claims leaves out."""
    values = of_drafts(await _of_claims(reading, values))
    others = {name: given for name, given in values.items() if name != "review"}
    indexed = as_indexed(others)
    bound, shape = _bound(indexed, axis), _shape(indexed, axis)
    (counted,) = await reading.scan(count_drafts_within, bound, **shape)
    return counted.total


async def count_facts(
    reading: Reading,
    values: Values,
    axis: TimeAxis[FactTime],
    *,
    by: FactsBy | None,
    until: datetime,
    as_of: bool,
) -> Sequence[Point]:
    """Count facts in series, over time or in total.

    Their states are those before ``until``. With ``as_of``, only facts that could be
    known by then count.
    """
    values = as_indexed(await with_fields(reading, values, NONE))
    bound, shape = {**_bound(values, axis), "until": until}, _shape(values, axis)
    grouped = {"bucket": axis.bucket, "limit": axis.limit + 1, **shape}
    rows = await reading.scan(count_facts_by, bound, by=by, as_of=as_of, **grouped)
    always = () if by else (ALL_FACTS,)
    return await _chart(
        reading, axis, lambda: added_up(fact_points(rows, by)), always=always
    )


async def _of_claims(reading: Reading, values: Values) -> Values:
    """Return filters of claims with ids for names, and with resolved fields."""
    return await with_fields(reading, await with_named(reading, values), OF_CLAIMS)


async def _chart(
    reading: Reading,
    axis: TimeAxis[Any],
    points: Callable[[], Iterable[Point]],
    *,
    always: Collection[Series] = (),
) -> Sequence[Point]:
    """Return points in order; ``always`` are the series of an empty chart."""

    def derive() -> Sequence[Point]:
        return in_order(_completed(axis, list(points()), always))

    return await reading.reader.derive(derive)  # a hundred thousand points take long


def _completed(
    axis: TimeAxis[Any], points: Sequence[Point], always: Collection[Series]
) -> Sequence[Point]:
    """Return points without gaps if the axis is filled."""
    series = {point.series for point in points} or set(always)
    numbers = range(0)
    if axis.fill and axis.bucket:
        numbers = extent(points, axis.bucket, (axis.since, axis.until))
    if max(len(points), len(numbers) * len(series)) > axis.limit:
        raise TooManyPointsError(axis.limit)
    return filled(points, series, bucket=axis.bucket, numbers=numbers)


def _bound(values: Values, axis: TimeAxis[Any]) -> dict[str, Any]:
    return {**named(values), **named(axis.bounds)}


def _shape(values: Values, axis: TimeAxis[Any]) -> dict[str, Any]:
    bounds = shape_of(axis.bounds)
    return {"shape": shape_of(values), "bounds": bounds, "time": axis.time}
