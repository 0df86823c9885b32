"""The page that searches records of all kinds."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi import Query as InQuery
from pydantic import BaseModel, ConfigDict

from api.http.dependencies import ReadingDep
from api.pages.listed_claims import PARTS, listed
from api.pages.page_route import PageRoute
from api.pages.rendering import as_sent, respond_html
from api.schemas.lists import Query
from api.schemas.search import SECTION
from api.serializers.articles import article_row
from api.serializers.facts import fact_record
from api.serializers.sources import source_row
from api.serializers.values import Json
from db.reads.claims import with_parts
from db.reads.pages import Page
from db.reads.reading import Reading
from db.reads.search import Found, Kind, find_sections
from db.reads.standings import with_standings
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
    """Query parameters of the page; without ``q`` it shows an empty form."""

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
    shown = [
        await _section(reading, kind, found[kind]) for kind in SECTIONS if kind in found
    ]
    return respond_html(request, "search.html", q=params.q, found=shown)


async def _section(reading: Reading, kind: Kind, found: Found) -> Mapping[str, object]:
    """Return the hits of a kind, each with its record and its pieces."""
    title, address = SECTIONS[kind]
    records = {one["id"]: one for one in await _listed(reading, kind, found.page)}
    return {
        "kind": kind,
        "title": title,
        "address": address,
        "hits": [
            (hit, records[hit.id], list(_pieces(hit.snippet))) for hit in found.hits
        ],
        "has_more": found.next_key is not None,
    }


async def _listed(reading: Reading, kind: Kind, page: Page[Any]) -> list[Json]:
    """Return the records of a page in the form of their list."""
    if kind == "claim":
        return listed(await with_parts(reading, page, PARTS, withdrawn=False))
    if kind == "fact":
        rows = [fact_record(one) for one in await with_standings(reading, page.rows)]
    else:
        as_row: Any = article_row if kind == "article" else source_row
        rows = [as_row(one) for one in page.rows]
    records: list[Json] = as_sent(rows)
    return records


def _pieces(snippet: Snippet) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a snippet, and whether they match."""
    text, at = snippet.text, 0
    for place in snippet.highlights:  # offsets of the whole field
        start, end = (one - snippet.start for one in place)
        yield text[at:start], False
        yield text[start:end], True
        at = end
    yield text[at:], False
