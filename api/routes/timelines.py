"""The endpoint of the timeline of a fact."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.dependencies import ReadingDep
from api.http.openapi.responses import MERGED, record_of
from api.http.responses import respond_record
from api.http.strict_requests import StrictRoute
from api.loading import held_of
from api.routes.facts import require_fact
from api.schemas.facts import FactKey
from api.schemas.timeline import TimelineOut, TimelineParams
from api.serializers.facts import assessment_row, outcome_record
from api.serializers.timeline import timeline_record
from api.serializers.values import fact_ref
from db.history.record import open_record
from db.reads import timelines

router = APIRouter(prefix="/facts/{fact_id}", tags=["facts"], route_class=StrictRoute)


@router.get("/timeline", responses=record_of(TimelineOut) | MERGED)
async def read_timeline(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[TimelineParams, Query()],
) -> Response:
    """Return who held what about a fact and when, and how it turned out.

    The first article of each outlet is listed, too. Only sources that hold
    something themselves are listed, not those that relay it.
    """
    fact = await require_fact(reading, fact_id, params)
    record = open_record(reading, recorded=params.recorded, until=params.known_before)
    found = await timelines.read_timeline(record, fact.id)
    held = await held_of(reading, fact.id, params)
    assessments = await held.all()

    def respond() -> Response:
        body = {
            "fact_id": fact.id,
            "fact": fact_ref(fact.id, fact.slug, fact.statement),
            "as_of": params.as_of,
            **timeline_record(found),
            "assessments": [assessment_row(row) for row in assessments],
            "outcome": outcome_record(fact),
        }
        return respond_record(request, body)

    return await asyncio.to_thread(respond)  # thousands of claims take a while
