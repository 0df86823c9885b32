"""The endpoint of the timeline of a fact."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.dependencies import ReadingDep
from api.http.openapi.responses import MERGED, record_of
from api.http.polls import lasting, polled
from api.http.responses import respond_record
from api.http.strict_requests import StrictRoute
from api.schemas.facts import FactKey
from api.schemas.timeline import TimelineOut, TimelineParams
from api.serializers.assessments import assessment_row
from api.serializers.outcomes import outcome_record
from api.serializers.timeline import timeline_record
from api.serializers.values import fact_ref
from db.reads import timelines

router = APIRouter(prefix="/facts/{fact_id}", tags=["facts"], route_class=StrictRoute)


@router.get("/timeline", responses=record_of(TimelineOut) | MERGED)
@polled
async def read_timeline(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[TimelineParams, Query()],
) -> Response:
    """Return who held what about a fact and when, and how it turned out.

    The first article of each outlet is listed, too. Only the origins of claims are
    listed as sources. Sources that relay a claim are left out.
    """
    record = reading.record(params)
    fact = await record.fact(fact_id)
    found = await timelines.read_timeline(record, fact.id)

    def respond() -> Response:
        body = {
            "fact_id": fact.id,
            "fact": fact_ref(fact.id, fact.slug, fact.statement),
            "as_of": params.as_of,
            **timeline_record(found),
            "assessments": [assessment_row(row) for row in found.assessments],
            "outcome": outcome_record(fact),
            "hidden": {"drafts": len(found.claims.drafts)},
        }
        return respond_record(request, body)

    response = await reading.reader.derive(respond)  # thousands of claims take a while
    return lasting(request, response) if params.is_lasting else response
