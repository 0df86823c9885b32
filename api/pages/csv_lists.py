"""Every list of records as CSV: its address with ``.csv``, with the same filters."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep
from api.pages.csv_rows import csv_of
from api.pages.listed_claims import PARTS
from api.pages.page_route import PageRoute
from api.pages.rendering import as_sent, respond_bytes
from api.schemas.articles import ArticleListParams
from api.schemas.claim_lists import ClaimListParams
from api.schemas.facts import FactListParams
from api.schemas.lists import PageParams
from api.schemas.source_lists import SourceListParams
from api.serializers.articles import article_row
from api.serializers.claims import claim_rows
from api.serializers.facts import fact_record
from api.serializers.sources import source_row
from api.serializers.values import Json
from db.queries import articles as article_queries
from db.queries import facts as fact_queries
from db.queries import sources as source_queries
from db.queries.keyset import Key, Order
from db.reads import articles, claims, facts, sources
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.reads.standings import with_standings

ROWS, READ = 10_000, 1_000  # at most in a file; and read at a time
CSV = "text/csv; charset=utf-8"
Rows = tuple[Sequence[Json], Key | None]
ReadRows = Callable[[PageQuery], Awaitable[Rows]]

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/articles.csv")
async def read_articles(
    request: Request,
    reading: ReadingDep,
    params: Annotated[ArticleListParams, Query()],
) -> Response:
    """Return articles as CSV."""

    async def rows(query: PageQuery) -> Rows:
        page = await articles.list_articles_page(reading, query, params.filters())
        return [article_row(row) for row in page.rows], page.next_key

    return await _respond(request, reading, params, article_queries.ORDERS, rows)


@router.get("/claims.csv")
async def read_claims(
    request: Request, reading: ReadingDep, params: Annotated[ClaimListParams, Query()]
) -> Response:
    """Return claims as CSV."""
    values = params.filters()

    async def rows(query: PageQuery) -> Rows:
        found = await claims.list_claims_page(reading, query, values, parts=PARTS)
        shown = claim_rows(found.page.rows, found.parts, shown=PARTS)
        return shown, found.page.next_key

    return await _respond(request, reading, params, claims.orders_of(values), rows)


@router.get("/facts.csv")
async def read_facts(
    request: Request, reading: ReadingDep, params: Annotated[FactListParams, Query()]
) -> Response:
    """Return facts as CSV."""

    async def rows(query: PageQuery) -> Rows:
        until = params.known_before
        page = await facts.list_facts_page(
            reading, query, params.filters(), until=until
        )
        found = await with_standings(reading, page.rows, until=until)
        return [fact_record(one) for one in found], page.next_key

    return await _respond(request, reading, params, fact_queries.ORDERS, rows)


@router.get("/sources.csv")
async def read_sources(
    request: Request, reading: ReadingDep, params: Annotated[SourceListParams, Query()]
) -> Response:
    """Return sources as CSV."""

    async def rows(query: PageQuery) -> Rows:
        page = await sources.list_sources_page(reading, query, params.filters())
        return [source_row(row) for row in page.rows], page.next_key

    return await _respond(request, reading, params, source_queries.ORDERS, rows)


async def _respond(
    request: Request,
    reading: Reading,
    params: PageParams,
    orders: Mapping[str, Order],
    rows: ReadRows,
) -> Response:
    """Respond with rows of a list, and a link to the next rows."""
    found: list[Json] = []
    key, asked = None, params
    while len(found) < ROWS:
        query = replace(page_query(request, asked, orders), limit=READ, drafts=False)
        read, key = await rows(query)
        found += await reading.reader.derive(as_sent, read)
        if key is None:
            break
        asked = params.model_copy(update={"cursor": next_page(request, key)[0]})
    name = request.url.path.strip("/")
    text = await reading.reader.derive(csv_of, name.removesuffix(".csv"), found)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if link := next_page(request, key)[1]:
        headers["Link"] = f'<{link}>; rel="next"'
    return respond_bytes(request, text.encode(), CSV, headers=headers)
