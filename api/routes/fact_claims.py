"""The endpoint that lists the claims with a stance on a fact."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import ReadingDep
from api.http.openapi.responses import part_page_of
from api.http.responses import respond_page
from api.http.strict_requests import StrictRoute
from api.routes.claim_lists import claim_bodies, respond_claims, stances_of
from api.schemas.claim_lists import ClaimsOfFactParams
from api.schemas.claims import ClaimOnFactPage, FlatClaimPage
from api.schemas.facts import FactKey
from api.serializers.verdicts import rated_false
from db.derived.claim_facts import verdicts_before
from db.queries.claims import ORDERS

router = APIRouter(tags=["facts"], route_class=StrictRoute)


@router.get(
    "/facts/{fact_id}/claims",
    responses=part_page_of(ClaimOnFactPage, FlatClaimPage),
)
async def read_claims_of_fact(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[ClaimsOfFactParams, Query()],
) -> Response:
    """List the claims with a stance on a fact, the latest date first.

    `after_verdict` marks claims that supported the fact after it had been rated false.
    """
    record = reading.record(params)
    fact = await record.fact(fact_id)
    found = await record.claims_of_fact(
        fact.id,
        page_query(request, params, ORDERS),
        params.filters(),
        parts=params.needed,
    )
    if params.flat:
        return await respond_claims(request, record, found, params)
    held = await record.all_assessments_of_fact(fact.id)
    verdicts = verdicts_before(found.page.rows, stances_of(found), held)
    bodies = await claim_bodies(record, found, params)
    for row, body in zip(found.page.rows, bodies, strict=True):
        verdict = verdicts.get((row.id, fact.id))
        body["after_verdict"] = verdict and rated_false(verdict)
    return respond_page(request, found.page, bodies, fields=params.fields)
