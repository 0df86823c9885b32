"""The page that searches records of all kinds."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Query as InQuery
from pydantic import BaseModel, ConfigDict

from api.http.dependencies import ReadingDep
from api.pages.page_route import PageRoute
from api.pages.rendering import respond_html
from api.schemas.lists import Query
from api.schemas.search import SECTION
from db.reads.search import Found, Kind, find_sections
from db.search.grammar import parse
from db.search.snippets import Snippet

SECTIONS: Mapping[Kind, tuple[str, str]] = {
    "fact": ("Facts", "/facts"),
    "source": ("Sources", "/sources"),
    "claim": ("Claims", "/claims"),
    "article": ("Articles", "/articles"),
}

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class SearchPageParams(BaseModel):
    """Query parameters of the page; without ``q`` it asks for words."""

    model_config = ConfigDict(extra="forbid")

    q: Query | None = None


@router.get("/search")
async def show_search(
    request: Request,
    reading: ReadingDep,
    params: Annotated[SearchPageParams, InQuery()],
) -> Response:
    """Show the newest records of each kind that a query finds."""
    found: Mapping[Kind, Found] = {}
    if params.q is not None:
        found = await find_sections(reading, parse(params.q), limit=SECTION)
    shown = [_section(kind, found[kind]) for kind in SECTIONS if kind in found]
    return respond_html(request, "search.html", q=params.q, found=shown)


def _section(kind: Kind, found: Found) -> Mapping[str, object]:
    title, address = SECTIONS[kind]
    return {
        "title": title,
        "address": address,
        "hits": [(hit, list(_pieces(hit.snippet))) for hit in found.hits],
        "has_more": found.next_key is not None,
    }


def _pieces(snippet: Snippet) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a snippet, and whether they are what was searched for."""
    text, at = snippet.text, 0
    for place in snippet.highlights:  # in the whole field
        start, end = (one - snippet.start for one in place)
        yield text[at:start], False
        yield text[start:end], True
        at = end
    yield text[at:], False
