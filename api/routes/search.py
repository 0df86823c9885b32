"""The search over records of all kinds."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep
from api.http.openapi.responses import record_of
from api.http.responses import respond_record
from api.http.strict_requests import StrictRoute
from api.schemas.search import SECTION, SearchOut, SearchParams
from api.serializers.search import hit_record
from api.serializers.values import Json
from db.reads.search import (
    Found,
    Kind,
    find,
    find_best,
    find_sections,
    order_of,
)
from db.search.grammar import parse

router = APIRouter(tags=["search"], route_class=StrictRoute)


@router.get("/search", responses=record_of(SearchOut))
async def read_search(
    request: Request, reading: ReadingDep, params: Annotated[SearchParams, Query()]
) -> Response:
    """Search claims, articles, sources and facts by their words, the newest first.

    Drafts and rejected claims are excluded.
    """
    node = parse(params.q)
    if params.kind is None:
        sections = await find_sections(reading, node, limit=SECTION)
        return respond_record(request, _body(sections))
    if params.sort == "relevance":
        best = await find_best(reading, params.kind, node, limit=params.limit)
        body = _body({params.kind: best})
        more = {"value": best.ranked, "relation": "gte"}
        body["ranked"] = more if best.next_key else best.ranked
        return respond_record(request, body)
    query = page_query(request, params, order_of(params.kind, node))
    page = await find(reading, params.kind, node, query=query)
    cursor, link = next_page(request, page.next_key)
    body = _body({params.kind: page}) | {"next_cursor": cursor}
    return respond_record(request, body, link=link)


def _body(found: Mapping[Kind, Found]) -> Json:
    return {
        "data": [hit_record(hit) for page in found.values() for hit in page.hits],
        "more": [kind for kind, page in found.items() if page.next_key],
        "next_cursor": None,
        "ranked": None,
    }
