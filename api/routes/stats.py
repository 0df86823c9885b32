"""Endpoints of ``/stats``: counts by series and time, flat, for charts and tables."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError

from api.http.dependencies import ReadingDep
from api.http.openapi.responses import HIDDEN_DRAFTS, array_of
from api.http.responses import respond_array
from api.http.strict_requests import StrictRoute
from api.schemas.stats import (
    Buckets,
    ClaimStatsParams,
    CountedClaims,
    CountOut,
    FactStatsParams,
    UnnamedOut,
    UnnamedStatsParams,
    VerdictCountOut,
    VerdictStatsParams,
)
from api.serializers.stats import count_row, unnamed_row, verdict_row
from api.serializers.values import Json
from api.settings import MAX_POINTS
from db.derived.series import Point
from db.errors import TooManyPointsError
from db.queries.stats import ClaimTime, FactTime
from db.reads import stats
from db.reads.reading import Reading
from db.reads.stats import TimeAxis

router = APIRouter(prefix="/stats", tags=["stats"], route_class=StrictRoute)
TimeT = TypeVar("TimeT", ClaimTime, FactTime)


@router.get("/claims", responses=array_of(CountOut, HIDDEN_DRAFTS))
async def read_claim_stats(
    request: Request, reading: ReadingDep, params: Annotated[ClaimStatsParams, Query()]
) -> Response:
    """Count claims in series, over time or in total.

    Rows are ordered by time; without `bucket`, the largest series comes first. A claim
    with several speakers counts for each of them, and a claim with several stances for
    each stance. A claim without a source has no source, kind or sector, and is in none
    of these series. `series_id` is null if a series is the sum of several: all unnamed
    sources, all unresolved ones, or all outlets or sources beyond the `top` largest.
    """
    hidden = await _hidden(reading, params)
    points = stats.count_claims(
        reading,
        params.filters(),
        _axis(params, params.time),
        by=params.by,
        top=params.top,
    )
    return await _respond(request, reading, points, count_row, headers=hidden)


@router.get("/unnamed", responses=array_of(UnnamedOut, HIDDEN_DRAFTS))
async def read_unnamed_stats(
    request: Request,
    reading: ReadingDep,
    params: Annotated[UnnamedStatsParams, Query()],
) -> Response:
    """Count the claims of each outlet in which an unnamed source speaks.

    The share has a 95 % interval. With fewer than ten claims it is null, and `reason`
    says so.
    """
    axis = _axis(params, params.time)
    hidden = await _hidden(reading, params)
    points = stats.count_unnamed(reading, params.filters(), axis, top=params.top)
    return await _respond(request, reading, points, unnamed_row, headers=hidden)


@router.get("/verdicts", responses=array_of(VerdictCountOut, HIDDEN_DRAFTS))
async def read_verdict_stats(
    request: Request,
    reading: ReadingDep,
    params: Annotated[VerdictStatsParams, Query()],
) -> Response:
    """Count claims by speaker and by the verdicts on the facts that they support.

    A claim supports a fact if its stance is `supports` or `hedges_for`. The newest
    verdict of each assessor counts. A claim counts once for each speaker and each
    verdict, however many facts and assessors there are. Claims for facts without a
    verdict are left out.
    """
    hidden = await _hidden(reading, params)
    points = stats.count_verdicts(
        reading,
        params.filters(),
        _axis(params, params.time),
        by=params.by,
        top=params.top,
        until=params.until,
    )
    return await _respond(request, reading, points, verdict_row, headers=hidden)


@router.get("/facts", responses=array_of(CountOut))
async def read_fact_stats(
    request: Request, reading: ReadingDep, params: Annotated[FactStatsParams, Query()]
) -> Response:
    """Count facts in series, over time or in total.

    Rows are ordered by time; without `bucket`, the largest series comes first. A fact
    with different verdicts counts for each of them.
    """
    points = stats.count_facts(
        reading,
        params.filters(),
        _axis(params, params.time),
        by=params.by,
        until=params.until,
        as_of=params.as_of is not None,
    )
    return await _respond(request, reading, points, count_row)


def _axis(params: Buckets, time: TimeT) -> TimeAxis[TimeT]:
    """Return the time axis of a request."""
    return TimeAxis(
        time,
        MAX_POINTS,
        params.bucket,
        since=params.from_,
        until=params.to,
        fill=params.fill is not None,
    )


async def _hidden(reading: Reading, params: CountedClaims) -> Mapping[str, str]:
    """Return the header with the number of drafts that a count leaves out."""
    if not params.leaves_drafts_out:
        return {}
    axis = _axis(params, params.time)
    drafts = await stats.count_drafts(reading, params.filters(), axis)
    return {"Hidden-Drafts": str(drafts)}


async def _respond(
    request: Request,
    reading: Reading,
    counting: Awaitable[Sequence[Point]],
    show: Callable[[Point], Json],
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Respond with points, or with an error if there are too many."""
    try:
        points = await counting
    except TooManyPointsError as error:
        where = {"type": error.code, "loc": ("query", "bucket"), "msg": str(error)}
        raise RequestValidationError([where]) from error

    def respond() -> Response:
        rows = [show(point) for point in points]
        return respond_array(request, rows, headers=headers)

    return await reading.reader.derive(respond)  # a hundred thousand points take long
