"""The endpoint that lists the claims that bear on a fact."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import ReadingDep
from api.http.openapi.responses import part_page_of
from api.http.strict_requests import StrictRoute
from api.routes.claim_lists import respond_claims
from api.routes.facts import id_of_fact, require_fact
from api.schemas.claim_lists import ClaimsOfFactParams
from api.schemas.claims import ClaimPage
from api.schemas.facts import FactKey
from db.history.record import open_record
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
    if params.recorded:
        known_id = await id_of_fact(reading, fact_id)
    else:
        known_id = (await require_fact(reading, fact_id, params)).id
    record = open_record(reading, recorded=params.recorded, until=params.until)
    found = await record.claims_of_fact(
        known_id,
        page_query(request, params, ORDERS),
        params.filters(),
        parts=params.parts,
    )
    return respond_claims(request, found, params)
