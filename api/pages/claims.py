"""Pages of claims: the list of all, and a single one."""

from collections.abc import Sequence
from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep
from api.pages.facet_links import COUNTED, facet_links
from api.pages.filters import chips, filters_of
from api.pages.listed_claims import PARTS, listed
from api.pages.live_records import telling_withdrawn
from api.pages.page_route import PageRoute
from api.pages.rendering import as_sent, respond_html
from api.pages.reviewed import Reviewed
from api.schemas.claim_lists import ClaimListParams
from api.schemas.types import Id
from api.serializers.claims import claim_record
from db.derived.facets import Facet
from db.models.claim import Act, Form
from db.reads import claims
from db.reads.facets import read_claim_facets

FACETS: Sequence[Facet] = ("outlet", "source", "stance", "act", "form", "year")

router = APIRouter(prefix="/claims", route_class=PageRoute, include_in_schema=False)


class ListedParams(ClaimListParams, Reviewed):
    """Query parameters of the page: those of the list, and claims just reviewed."""


@router.get("")
async def show_claims(
    request: Request, reading: ReadingDep, params: Annotated[ListedParams, Query()]
) -> Response:
    """Show a page of claims, the latest date first, with facets."""
    values = params.filters()
    query = page_query(request, params, claims.orders_of(values))
    found = await claims.list_claims_page(reading, query, values, parts=PARTS)
    facets = await read_claim_facets(
        reading, values, FACETS, withdrawn=params.withdrawn, limit=COUNTED
    )
    _, link = next_page(request, found.page.next_key)
    return respond_html(
        request,
        "claims.html",
        claims=listed(found),
        page=found.page,
        drafts=found.page.drafts,
        params=params,
        chips=chips(request),
        filters=filters_of(request),
        facets=facet_links(request, facets, dated="dated"),
        acts=get_args(Act),
        forms=get_args(Form),
        next_link=link,
    )


@router.get("/{claim_id}")
async def show_claim(request: Request, reading: ReadingDep, claim_id: Id) -> Response:
    """Show a claim with its chain, its words in the text and its stances."""
    async with telling_withdrawn(reading, "claim", claim_id):
        claim = await claims.read_claim(reading, claim_id)
    return respond_html(request, "claim.html", claim=as_sent(claim_record(claim)))
