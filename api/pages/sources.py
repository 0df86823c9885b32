"""Pages of sources: the list, and a source with its claims."""

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
from api.pages.pictures.of_sources import draw_source
from api.pages.pictures.shown import shown_at
from api.pages.rendering import as_sent, respond_html
from api.schemas.claim_lists import SHOWN as REVIEWED
from api.schemas.source_lists import SourceListParams
from api.schemas.types import Id
from api.serializers.positions import positions_record
from api.serializers.sources import source_record, source_row
from db.derived.facets import SourceFacet
from db.models.source import SourceKind
from db.queries.sources import ORDERS
from db.reads import claims, sources
from db.reads.facets import read_source_facets
from db.reads.pages import PageQuery
from db.reads.positions import list_positions
from db.reads.record import CurrentRecord

FACETS: Sequence[SourceFacet] = get_args(SourceFacet)
LATEST = PageQuery(limit=20, sort="-dated")

router = APIRouter(prefix="/sources", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def show_sources(
    request: Request, reading: ReadingDep, params: Annotated[SourceListParams, Query()]
) -> Response:
    """Show a page of sources, the latest recorded first."""
    query, values = page_query(request, params, ORDERS), params.filters()
    found = await sources.list_sources_page(reading, query, values)
    facets = await read_source_facets(
        reading, values, FACETS, withdrawn=params.withdrawn, limit=COUNTED
    )
    _, link = next_page(request, found.next_key)
    rows = [source_row(row) for row in found.rows]
    return respond_html(
        request,
        "sources.html",
        page=found,
        sources=as_sent(rows),
        params=params,
        chips=chips(request),
        filters=filters_of(request),
        kinds=get_args(SourceKind),
        facets=facet_links(request, facets),
        next_link=link,
    )


@router.get("/{source_id}")
async def show_source(request: Request, reading: ReadingDep, source_id: Id) -> Response:
    """Show a source with its latest claims and their facts."""
    async with telling_withdrawn(reading, "source", source_id):
        source = await sources.read_source(reading, source_id)
    values = {"review": REVIEWED, "source": [source_id]}
    found = await claims.list_claims_page(reading, LATEST, values, parts=PARTS)
    held = await list_positions(CurrentRecord(reading), source_id, PageQuery(limit=20))
    positions = [
        positions_record(fact, held.stances.get(fact.id, ())) for fact in held.page.rows
    ]
    pictures = await draw_source(CurrentRecord(reading), source.row)
    return respond_html(
        request,
        "source.html",
        source=as_sent(source_record(source)),
        claims=listed(found),
        has_more=found.page.next_key is not None,
        positions=as_sent(positions),
        pictures=shown_at(f"sources/{source_id}", pictures),
    )
