"""Lists of records as CSV: their URLs with ``.csv``, with the same filters."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep
from api.http.dependencies.reading import get_next_reading
from api.http.streams import Stream
from api.pages.csv_rows import csv_of
from api.pages.listed_claims import PARTS
from api.pages.page_route import PageRoute
from api.pages.rendering import UNKEPT, as_sent, respond_bytes
from api.schemas.articles import ArticleListParams
from api.schemas.claim_lists import ClaimListParams
from api.schemas.facts import FactListParams
from api.schemas.lists import PageParams
from api.schemas.source_lists import SourceListParams
from api.schemas.tags import TagListParams
from api.serializers.articles import article_row
from api.serializers.claims import claim_rows
from api.serializers.facts import fact_record
from api.serializers.sources import source_row
from api.serializers.tags import tag_record
from api.serializers.values import Json
from db.errors import FilterError
from db.queries import articles as article_queries
from db.queries import facts as fact_queries
from db.queries import sources as source_queries
from db.queries import tags as tag_queries
from db.queries.keyset import Key, Order
from db.reads import articles, claims, facts, sources, tags
from db.reads.pages import Page, PageQuery
from db.reads.reading import Reading
from db.reads.standings import with_standings

READ = 1_000  # rows at a time
CSV = "text/csv; charset=utf-8"
CUT = "More than {:,} records match: add filters, so that the file has all of them."
Rows = tuple[Sequence[Json], Key | None]
ReadRows = Callable[[Reading, PageQuery], Awaitable[Rows]]

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/articles.csv")
async def read_articles(
    request: Request,
    reading: ReadingDep,
    params: Annotated[ArticleListParams, Query()],
) -> Response:
    """Return articles as CSV."""

    async def rows(reading: Reading, query: PageQuery) -> Rows:
        page = await articles.list_articles_page(reading, query, params.filters())
        return [article_row(row) for row in page.rows], _next_key(page)

    return await _respond(List(request, params, article_queries.ORDERS, rows), reading)


@router.get("/claims.csv")
async def read_claims(
    request: Request, reading: ReadingDep, params: Annotated[ClaimListParams, Query()]
) -> Response:
    """Return claims as CSV."""
    values = params.filters()

    async def rows(reading: Reading, query: PageQuery) -> Rows:
        found = await claims.list_claims_page(reading, query, values, parts=PARTS)
        shown = claim_rows(found.page.rows, found.parts, shown=PARTS)
        return shown, _next_key(found.page)

    return await _respond(
        List(request, params, claims.orders_of(values), rows), reading
    )


@router.get("/facts.csv")
async def read_facts(
    request: Request, reading: ReadingDep, params: Annotated[FactListParams, Query()]
) -> Response:
    """Return facts as CSV."""

    async def rows(reading: Reading, query: PageQuery) -> Rows:
        until = params.known_before
        page = await facts.list_facts_page(
            reading, query, params.filters(), until=until
        )
        found = await with_standings(reading, page.rows, until=until)
        return [fact_record(one) for one in found], _next_key(page)

    return await _respond(List(request, params, fact_queries.ORDERS, rows), reading)


@router.get("/sources.csv")
async def read_sources(
    request: Request, reading: ReadingDep, params: Annotated[SourceListParams, Query()]
) -> Response:
    """Return sources as CSV."""

    async def rows(reading: Reading, query: PageQuery) -> Rows:
        page = await sources.list_sources_page(reading, query, params.filters())
        return [source_row(row) for row in page.rows], _next_key(page)

    return await _respond(List(request, params, source_queries.ORDERS, rows), reading)


@router.get("/tags.csv")
async def read_tags(
    request: Request, reading: ReadingDep, params: Annotated[TagListParams, Query()]
) -> Response:
    """Return tags as CSV."""

    async def rows(reading: Reading, query: PageQuery) -> Rows:
        page = await tags.list_tags_page(reading, query)
        return [tag_record(row) for row in page.rows], page.next_key

    return await _respond(List(request, params, tag_queries.ORDERS, rows), reading)


def _next_key(page: Page[Any]) -> Key | None:
    """Return the key of the next rows.

    Raise ``FilterError`` if the list leaves out matching records.
    """
    if page.newest is not None:
        raise FilterError(CUT.format(page.newest), "q")
    return page.next_key


@dataclass(frozen=True)
class List:
    """A list requested as CSV, and the function that reads its rows."""

    request: Request
    params: PageParams
    orders: Mapping[str, Order]
    rows: ReadRows

    @property
    def file(self) -> str:
        """Return the file name: the name of the resource with ``.csv``."""
        return self.request.url.path.strip("/")

    async def read(
        self, reading: Reading, cursor: str | None, *, named: bool
    ) -> tuple[bytes, str | None]:
        """Return the rows after a cursor as CSV, and the cursor of the next rows."""
        asked = (
            self.params.model_copy(update={"cursor": cursor}) if cursor else self.params
        )
        query: PageQuery = page_query(self.request, asked, self.orders)
        query = replace(query, limit=READ, drafts=False)
        rows, key = await self.rows(reading, query)
        resource = self.file.removesuffix(".csv")

        def text() -> bytes:
            return csv_of(resource, as_sent(rows), named=named).encode()

        following, _ = next_page(self.request, key)
        return await reading.reader.derive(text), following

    async def portions(self, first: bytes, cursor: str | None) -> AsyncIterator[bytes]:
        """Yield the file in portions, each within the time limit of a request."""
        yield first
        while cursor:
            reading = await get_next_reading(self.request)
            portion, cursor = await self.read(reading, cursor, named=False)
            yield portion


async def _respond(listed: List, reading: Reading) -> Response:
    """Respond with all rows of a list; many rows are streamed."""
    request = listed.request
    headers = {"Content-Disposition": f'attachment; filename="{listed.file}"'}
    first, cursor = await listed.read(reading, None, named=True)
    if cursor is None:
        return respond_bytes(request, first, CSV, headers=headers)
    portions = listed.portions(first, cursor)
    return Stream(request, portions, media_type=CSV, headers=UNKEPT | headers)
