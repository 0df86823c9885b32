"""The endpoint of the timeline of a fact."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import ReadingDep
from api.http.openapi.responses import part_page_of
from api.http.polls import polled
from api.http.strict_requests import StrictRoute
from api.routes.derived_answers import respond_derived
from api.schemas.facts import FactKey
from api.schemas.timeline import TimelineOut, TimelineParams
from api.serializers.assessments import assessment_row
from api.serializers.outcomes import outcome_record
from api.serializers.timeline import timeline_record
from api.serializers.values import Json, fact_ref
from db.queries.fact_claims import BY_TIME
from db.queries.keyset import Key
from db.reads import timelines
from db.reads.timelines import page_of_timeline

router = APIRouter(prefix="/facts/{fact_id}", tags=["facts"], route_class=StrictRoute)


@router.get("/timeline", responses=part_page_of(TimelineOut))
@polled
async def read_timeline(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[TimelineParams, Query()],
) -> Response:
    """Return the stances of sources on a fact over time, and its outcome.

    The first article of each outlet is included. Sources are the origins of claims;
    sources that relay a claim are left out. A page has the next claims ordered by date,
    with their sources, articles and outlets.
    """
    query = page_query(request, params, BY_TIME)
    record = reading.record(params)
    fact = await record.fact(fact_id)
    found = await timelines.read_timeline(record, fact.id)

    def make_body() -> tuple[Json, Key | None]:
        page = page_of_timeline(found, limit=query.limit, after=query.after)
        body = {
            "fact_id": fact.id,
            "fact": fact_ref(fact.id, fact.slug, fact.statement),
            "as_of": params.as_of,
            **timeline_record(found, page),
            "assessments": [assessment_row(row) for row in found.assessments],
            "outcome": outcome_record(fact),
            "next_cursor": None,
            "hidden": {"drafts": len(found.claims.drafts)},
        }
        return body, page.next_key

    return await respond_derived(request, reading, params, make_body)
