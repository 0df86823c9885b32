"""Endpoints of what a claim does to others, and others to it."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.http.dependencies import JsonBody, ReadingDep, TransactionDep, VersionDep
from api.http.openapi.responses import GONE, part_created_as, part_page_of
from api.http.responses import respond_created, respond_no_content
from api.http.strict_requests import StrictRoute
from api.reading import keyset_rows
from api.schemas.claim_links import LinkIn, LinkListParams, LinkOut, LinkPage
from api.schemas.types import Id
from api.serializers.claim_links import link_record
from db.commands.claims import link_claim, unlink_claim
from db.engine.session import Write
from db.queries.claim_links import OLDEST_LINKED, list_links
from db.queries.keyset import Place
from db.reads.claims import require_claim
from db.values.types import AnyRow

router = APIRouter(
    prefix="/claims/{claim_id}/links", tags=["claims"], route_class=StrictRoute
)


@router.get("", responses=part_page_of(LinkPage))
async def read_links(
    reading: ReadingDep, claim_id: Id, params: Annotated[LinkListParams, Query()]
) -> Response:
    """List the links that start from a claim, and those that lead to it."""

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        values = {"claim": claim_id, **key}
        return await reading.rows(list_links, values, place=place, limit=limit)

    page = await keyset_rows(reading, params, order=OLDEST_LINKED, rows=rows)
    if not page.rows:
        await require_claim(reading, claim_id)
    shown = [
        link_record(row, claim_text=row.claim_text, other_text=row.other_text)
        for row in page.rows
    ]
    return page.answer(reading, shown, params)


@router.post(
    "", status_code=201, dependencies=[JsonBody], responses=part_created_as(LinkOut)
)
async def create_link(
    transaction: TransactionDep, claim_id: Id, link: LinkIn
) -> Response:
    """Link a claim to another claim.

    This is a new version of the claim that the link starts from.
    """

    def work(write: Write) -> Response:
        made, claim, other = link_claim(
            write, claim_id, other_id=link.other_id, kind=link.kind
        )
        body = link_record(made, claim_text=claim.text, other_text=other.text)
        path = f"claims/{claim_id}/links/{made.id}"
        return respond_created(path, body, version=claim.version)

    return await transaction(work)


@router.delete("/{link_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_link(
    transaction: TransactionDep, claim_id: Id, link_id: Id, version: VersionDep
) -> Response:
    """Remove a link from the claim that it starts from.

    `If-Match` is the `ETag` of that claim.
    """

    def work(write: Write) -> Response:
        unlink_claim(write, claim_id, link_id, version=version)
        return respond_no_content()

    return await transaction(work)
