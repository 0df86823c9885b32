"""Endpoints of the links from and to a claim."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import JsonBody, ReadingDep, TransactionDep, VersionDep
from api.http.openapi.responses import GONE, part_created_as, part_page_of
from api.http.responses import respond_created, respond_no_content, respond_page
from api.http.strict_requests import StrictRoute
from api.schemas.claim_links import LinkIn, LinkListParams, LinkOut, LinkPage
from api.schemas.types import Id
from api.serializers.claim_links import link_record
from db.commands.claims import link_claim, unlink_claim
from db.engine.session import Write
from db.queries.claim_links import OLDEST_LINKED, LinkRow
from db.reads.claim_links import list_links_page

router = APIRouter(
    prefix="/claims/{claim_id}/links", tags=["claims"], route_class=StrictRoute
)


@router.get("", responses=part_page_of(LinkPage))
async def read_links(
    request: Request,
    reading: ReadingDep,
    claim_id: Id,
    params: Annotated[LinkListParams, Query()],
) -> Response:
    """List the links from a claim to other claims, and from other claims to it."""
    query = page_query(request, params, OLDEST_LINKED)
    page = await list_links_page(reading, claim_id, query)
    rows = [link_record(row) for row in page.rows]
    return respond_page(request, page, rows, fields=params.fields)


@router.post(
    "", status_code=201, dependencies=[JsonBody], responses=part_created_as(LinkOut)
)
async def create_link(
    transaction: TransactionDep, claim_id: Id, link: LinkIn
) -> Response:
    """Link a claim to another claim.

    This creates a new version of the claim from which the link starts.
    """

    def command(write: Write) -> tuple[LinkRow, int]:
        return link_claim(write, claim_id, other_id=link.other_id, kind=link.kind)

    def respond(stored: tuple[LinkRow, int]) -> Response:
        row, version = stored
        path = f"claims/{claim_id}/links/{row.id}"
        return respond_created(path, link_record(row), version=version)

    return await transaction(command, respond)


@router.delete("/{link_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_link(
    transaction: TransactionDep, claim_id: Id, link_id: Id, version: VersionDep
) -> Response:
    """Remove a link from the claim from which it starts.

    `If-Match` is the `ETag` of that claim.
    """

    def command(write: Write) -> None:
        unlink_claim(write, claim_id, link_id, version=version)

    return await transaction(command, respond_no_content)
