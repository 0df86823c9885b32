"""Endpoints of ``/stats``: counts by series and time, flat, for charts and tables."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.exceptions import RequestValidationError

from api.http.dependencies import ReadingDep, RequestReading
from api.http.openapi.responses import array_of
from api.http.responses import respond_array
from api.http.strict_requests import StrictRoute
from api.routes.facts import fact_filters
from api.schemas.stats import (
    Buckets,
    ClaimStatsParams,
    CountedClaims,
    CountOut,
    FactStatsParams,
    UnnamedOut,
    UnnamedStatsParams,
)
from api.serializers.stats import (
    ALL_CLAIMS,
    ALL_FACTS,
    claim_points,
    count_row,
    fact_points,
    unnamed_row,
)
from api.serializers.values import Json
from api.settings import MAX_POINTS
from db.derived.series import Point, Series, added_up, extent, filled, in_order
from db.queries.filters import Values, named, shape_of
from db.queries.stats import count_claims_by, count_facts_by, count_unnamed_sources

router = APIRouter(prefix="/stats", tags=["stats"], route_class=StrictRoute)
TOO_MANY = {
    "type": "out_of_range",
    "loc": ("query", "bucket"),
    "msg": f"The answer would have more than {MAX_POINTS:,} rows: use longer buckets, "
    "a shorter time, or fewer series.",
}


@router.get("/claims", responses=array_of(CountOut))
async def read_claim_stats(
    reading: ReadingDep, params: Annotated[ClaimStatsParams, Query()]
) -> Response:
    """Count claims by what they have in common, over time or in all.

    Rows are in the order of time; without `bucket`, the largest series comes first.
    A claim of several speakers counts for each of them, and a claim that bears on
    several facts for each stance. A claim attributed to nobody has no source, kind
    or sector, and is in none of these series. `series_id` is null where a series is
    several things together: all unnamed sources, or all outlets or sources beyond
    the `top` largest.
    """
    asked, shape = _asked(params.filters(), params)
    asked["top"] = params.top
    grouped = {"by": params.by, "bucket": params.bucket, "limit": MAX_POINTS + 1}
    rows = await reading.scan(count_claims_by, asked, **grouped, **shape)
    unnamed = 0
    if params.by == "source":
        ((unnamed,),) = await reading.scan(count_unnamed_sources, asked, **shape)
    points = claim_points(rows, params.by, top=params.top, unnamed=unnamed)
    chart = Chart(params, () if params.by else (ALL_CLAIMS,), count_row)
    return await chart.answer(reading, points)


@router.get("/unnamed", responses=array_of(UnnamedOut))
async def read_unnamed_stats(
    reading: ReadingDep, params: Annotated[UnnamedStatsParams, Query()]
) -> Response:
    """Count the claims of each outlet in which an unnamed source speaks.

    Their share comes with its 95 % interval. With fewer than ten claims it is null,
    and `reason` says so.
    """
    asked, shape = _asked(params.filters(), params)
    asked["top"] = params.top
    grouped = {"by": "outlet", "bucket": params.bucket, "limit": MAX_POINTS + 1}
    rows = await reading.scan(count_claims_by, asked, unnamed=True, **grouped, **shape)
    points = claim_points(rows, "outlet", top=params.top)
    return await Chart(params, (), unnamed_row).answer(reading, points)


@router.get("/facts", responses=array_of(CountOut))
async def read_fact_stats(
    reading: ReadingDep, params: Annotated[FactStatsParams, Query()]
) -> Response:
    """Count facts by what they have in common, over time or in all.

    Rows are in the order of time; without `bucket`, the largest series comes first.
    A fact with different verdicts counts for each of them.
    """
    asked, shape = _asked(fact_filters(params), params)
    asked["until"] = params.until
    grouped = {"by": params.by, "bucket": params.bucket, "limit": MAX_POINTS + 1}
    known = {"as_of": params.as_of is not None}
    rows = await reading.scan(count_facts_by, asked, **grouped, **shape, **known)
    points = added_up(fact_points(rows, params.by))
    chart = Chart(params, () if params.by else (ALL_FACTS,), count_row)
    return await chart.answer(reading, points)


@dataclass(frozen=True)
class Chart:
    """How counts are shown: ``always`` are series that are there if nothing is."""

    params: Buckets
    always: Collection[Series]
    show: Callable[[Point], Json]

    async def answer(
        self, reading: RequestReading, points: Iterable[Point]
    ) -> Response:
        """Answer ``points`` in their order; a hundred thousand take a while."""

        def work() -> Response:
            shown = in_order(self._complete(list(points)))
            return respond_array(reading.request, [self.show(point) for point in shown])

        return await asyncio.to_thread(work)

    def _complete(self, points: Sequence[Point]) -> Sequence[Point]:
        """Return ``points`` without gaps, if so asked; refuse more than can be sent."""
        bucket, within = self.params.bucket, (self.params.from_, self.params.to)
        series = {point.series for point in points} or set(self.always)
        numbers = range(0)
        if self.params.fill and bucket:
            numbers = extent(points, bucket, within)
        if max(len(points), len(numbers) * len(series)) > MAX_POINTS:
            raise RequestValidationError([TOO_MANY])
        return filled(points, series, bucket=bucket, numbers=numbers)


def _asked(
    values: Values, params: CountedClaims | FactStatsParams
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a count looks for, and the shape of its select."""
    bounds = params.bounds
    shape = {"shape": shape_of(values), "bounds": shape_of(bounds), "time": params.time}
    return {**named(values), **named(bounds)}, shape
