"""Endpoints that list claims: all, of a source, of an article."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import ReadingDep
from api.http.openapi.responses import page_of, part_page_of
from api.http.polls import polled
from api.http.responses import respond_page
from api.http.strict_requests import StrictRoute
from api.schemas.claim_lists import (
    ClaimListParams,
    ClaimsOfSourceParams,
    ClaimsParams,
)
from api.schemas.claims import ClaimPage, FlatClaimPage
from api.schemas.types import Id
from api.serializers.claims import claim_rows
from api.serializers.facets import facets_body
from api.serializers.flat_claims import flat_rows
from api.serializers.values import Json
from api.serializers.verdicts import fact_of_claim
from db.queries.claims import ORDERS
from db.queries.stances import StanceRow
from db.reads import claims
from db.reads.articles import require_article
from db.reads.facets import read_claim_facets
from db.reads.reading import SHORT
from db.reads.record import CurrentRecord, Record
from db.reads.sources import require_source

router = APIRouter(tags=["claims"], route_class=StrictRoute)
FILTER_OF_ROLE = {"any": "source", "speaker": "speaker", "origin": "origin"}


@router.get("/claims", responses=page_of(ClaimPage, FlatClaimPage))
@polled
async def read_claims(
    request: Request, reading: ReadingDep, params: Annotated[ClaimListParams, Query()]
) -> Response:
    """List claims, the latest date first.

    The date of a claim is when it was said, else when its article was published, else
    when it was recorded. Drafts and rejected claims are listed only if `review`
    includes them.
    """
    values = params.filters()
    query = page_query(request, params, claims.orders_of(values))
    found = await claims.list_claims_page(reading, query, values, parts=params.needed)
    more = {}
    if params.facets:
        facets = await read_claim_facets(
            reading, values, params.facets, withdrawn=params.withdrawn
        )
        more["facets"] = facets_body(facets)
    record = CurrentRecord(reading)
    return await respond_claims(request, record, found, params, more=more)


@router.get(
    "/sources/{source_id}/claims", responses=part_page_of(ClaimPage, FlatClaimPage)
)
@polled
async def read_claims_of_source(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[ClaimsOfSourceParams, Query()],
) -> Response:
    """List the claims of a source, the latest date first.

    Claims of sources that were merged into it are included.
    """
    name, affiliated = FILTER_OF_ROLE[params.role], "affiliated" in params.include
    if affiliated:
        await require_source(reading, source_id, withdrawn=params.withdrawn)
    found = await claims.list_claims_of_source(
        reading,
        page_query(request, params, ORDERS),
        {**params.filters(), name: [source_id]},
        name=name,
        affiliated=affiliated,
        parts=params.needed,
    )
    if not found.page.rows:
        await require_source(reading, source_id, withdrawn=params.withdrawn)
    return await respond_claims(request, CurrentRecord(reading), found, params)


@router.get(
    "/articles/{article_id}/claims", responses=part_page_of(ClaimPage, FlatClaimPage)
)
@polled
async def read_claims_of_article(
    request: Request,
    reading: ReadingDep,
    article_id: Id,
    params: Annotated[ClaimsParams, Query()],
) -> Response:
    """List the claims in an article; `sort=position` sorts them by their place."""
    query = page_query(request, params, ORDERS)
    await require_article(reading, article_id, withdrawn=params.withdrawn)
    values = {**params.filters(), "article": [article_id]}
    found = await claims.list_claims_page(reading, query, values, parts=params.needed)
    return await respond_claims(request, CurrentRecord(reading), found, params)


async def respond_claims(
    request: Request,
    record: Record,
    found: claims.ClaimPage,
    params: ClaimsParams,
    *,
    more: Json | None = None,
) -> Response:
    """Return a page of claims with the requested parts, and ``more`` members."""
    if params.flat:
        rows = await _made(record, found, partial(flat_rows, found))
        return respond_page(request, found.page, rows, fields=params.fields, more=more)
    rows = await claim_bodies(record, found, params)
    # The standing of a fact depends on the time.
    lasting = not params.shows("facts")
    return respond_page(
        request,
        found.page,
        rows,
        fields=params.fields,
        more=more,
        lasting=lasting,
    )


async def claim_bodies(
    record: Record, found: claims.ClaimPage, params: ClaimsParams
) -> list[Json]:
    """Return the claims of a page with the requested parts."""
    page, parts = found.page.rows, found.parts
    estimated = params.shows("estimative")
    make = partial(claim_rows, page, parts, shown=params.parts, estimated=estimated)
    bodies = await _made(record, found, make)
    if params.shows("facts"):
        facts = await record.facts_of_claims(page, stances_of(found))
        for row, body in zip(page, bodies, strict=True):
            body["facts"] = [fact_of_claim(one) for one in facts.get(row.id, ())]
    return bodies


async def _made(
    record: Record, found: claims.ClaimPage, make: Callable[[], list[Json]]
) -> list[Json]:
    """Return the claims of a page as JSON; many are serialized in a thread."""
    if len(found.page.rows) <= SHORT:
        return make()
    return await record.reading.reader.derive(make)


def stances_of(found: claims.ClaimPage) -> list[StanceRow]:
    """Return the stances of the claims on a page."""
    return [one for of_claim in found.parts.stances.values() for one in of_claim]
