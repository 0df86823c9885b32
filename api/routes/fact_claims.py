"""The endpoint that lists the claims that bear on a fact."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import ReadingDep
from api.http.openapi.responses import part_page_of
from api.http.strict_requests import StrictRoute
from api.routes.claim_lists import respond_claims
from api.schemas.claim_lists import ClaimsOfFactParams
from api.schemas.claims import ClaimPage
from api.schemas.facts import FactKey
from db.queries.claims import ORDERS

router = APIRouter(tags=["facts"], route_class=StrictRoute)


@router.get("/facts/{fact_id}/claims", responses=part_page_of(ClaimPage))
async def read_claims_of_fact(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[ClaimsOfFactParams, Query()],
) -> Response:
    """List the claims that bear on a fact, the latest date first."""
    record = reading.record(params)
    fact = await record.fact(fact_id)
    found = await record.claims_of_fact(
        fact.id,
        page_query(request, params, ORDERS),
        params.filters(),
        parts=params.parts,
    )
    return respond_claims(request, found, params)
