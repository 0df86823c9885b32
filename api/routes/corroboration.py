"""The endpoint of the corroboration of a fact."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import ReadingDep
from api.http.openapi.responses import part_page_of
from api.http.polls import polled
from api.http.strict_requests import StrictRoute
from api.routes.derived_answers import respond_derived
from api.schemas.corroboration import CorroborationOut, CorroborationParams
from api.schemas.facts import FactKey
from api.serializers.corroboration import side_records
from api.serializers.values import Json, fact_ref
from db.queries.fact_claims import BY_SIDE
from db.queries.keyset import Key
from db.reads import corroboration
from db.reads.corroboration import read_explanation

router = APIRouter(prefix="/facts/{fact_id}", tags=["facts"], route_class=StrictRoute)


@router.get("/corroboration", responses=part_page_of(CorroborationOut))
@polled
async def read_corroboration(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[CorroborationParams, Query()],
) -> Response:
    """Count the distinct articles, voices and origins on each side of a fact.

    A voice is a source nearest to the outlet, an origin is a source from which a claim
    came. Distinct sources are different sources that `fold` does not count as one.
    Whether they are independent is unknown.
    """
    query = page_query(request, params, BY_SIDE)
    record = reading.record(params)
    fact = await record.fact(fact_id)
    found = await corroboration.read_corroboration(record, fact.id, params.folds)
    page = None
    if params.explain == "true":
        page = await read_explanation(reading, found, query)

    def make_body() -> tuple[Json, Key | None]:
        body = {
            "fact_id": fact.id,
            "fact": fact_ref(fact.id, fact.slug, fact.statement),
            "as_of": params.as_of,
            "fold": params.folds,
            "sides": side_records(found, page),
            "next_cursor": None,
            "hidden": {"drafts": len(found.claims.drafts)},
        }
        return body, page.next_key if page else None

    return await respond_derived(request, reading, params, make_body)
