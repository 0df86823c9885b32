"""The queue of sources with names similar to those of others."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep
from api.pages.page_route import PageRoute
from api.pages.rendering import as_sent, respond_html
from api.schemas.lists import CursorParams
from api.serializers.identities import candidate_record
from api.serializers.sources import source_of
from api.serializers.values import Json
from db.queries.sources import ORDERS, SourceListRow
from db.reads.candidates import list_candidates
from db.reads.reading import Reading
from db.reads.sources import list_sources_page

AT_A_TIME = 10  # sources whose names are compared for a page
MOST_ALIKE = 3  # candidates shown for each source
LIKELY = 0.87  # of pairs with this similarity, nine in ten belong to one source

router = APIRouter(
    prefix="/queue/names", route_class=PageRoute, include_in_schema=False
)


class NearNamesParams(CursorParams):
    """Query parameters of the page."""

    limit: int = Field(AT_A_TIME, ge=1, le=AT_A_TIME, description="How many sources.")
    sort: str = Field("-recorded", pattern="^-recorded$", description="The newest.")


@router.get("")
async def show_near_names(
    request: Request, reading: ReadingDep, params: Annotated[NearNamesParams, Query()]
) -> Response:
    """Show the newest named sources with a name similar to that of another one."""
    query = page_query(request, params, ORDERS)
    page = await list_sources_page(reading, query, {"anonymous": [False]})
    compared = [(source_of(row), await _alike(reading, row)) for row in page.rows]
    return respond_html(
        request,
        "near-names.html",
        compared=as_sent(compared),
        next_link=next_page(request, page.next_key)[1],
    )


async def _alike(reading: Reading, row: SourceListRow) -> list[Json]:
    """Return the likely duplicates of a source, except judged pairs."""
    found = await list_candidates(reading, row, limit=MOST_ALIKE, judged_too=False)
    shown = [candidate_record(one, judged=False) for one in found]
    return [one for one in shown if one["score"] >= LIKELY]
