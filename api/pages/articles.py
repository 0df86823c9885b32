"""Pages of articles: the list, and the text of one with its claims."""

from collections.abc import Sequence
from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep
from api.pages.claim_choices import CHOICES
from api.pages.facet_links import COUNTED, facet_links
from api.pages.filters import chips
from api.pages.forms import Filled
from api.pages.live_records import telling_withdrawn
from api.pages.page_route import PageRoute
from api.pages.reader import PARTS, shown
from api.pages.rendering import as_sent, respond_html
from api.pages.reviewed import Reviewed
from api.schemas.articles import ArticleListParams
from api.schemas.types import Id
from api.serializers.articles import article_row
from db.derived.facets import ArticleFacet
from db.queries.articles import ORDERS
from db.queries.keyset import Key
from db.reads import articles, claims
from db.reads.claims import ClaimPage
from db.reads.facets import read_article_facets
from db.reads.pages import PageQuery
from db.reads.reading import SHORT, Reading

FACETS: Sequence[ArticleFacet] = get_args(ArticleFacet)
SHOWN = ("draft", "reviewed", "disputed")
LONG = 100_000  # code points; a longer text is not cut on the event loop

router = APIRouter(prefix="/articles", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def show_articles(
    request: Request,
    reading: ReadingDep,
    params: Annotated[ArticleListParams, Query()],
) -> Response:
    """Show a page of articles, the latest published first."""
    query, values = page_query(request, params, ORDERS), params.filters()
    page = await articles.list_articles_page(reading, query, values)
    facets = await read_article_facets(
        reading, values, FACETS, withdrawn=params.withdrawn, limit=COUNTED
    )
    _, link = next_page(request, page.next_key)
    return respond_html(
        request,
        "articles.html",
        articles=as_sent([article_row(row) for row in page.rows]),
        params=params,
        chips=chips(request),
        facets=facet_links(request, facets, dated="published"),
        next_link=link,
    )


@router.get("/{article_id}")
async def show_article(
    request: Request,
    reading: ReadingDep,
    article_id: Id,
    reviewed: Annotated[Reviewed, Query()],
) -> Response:
    """Show the newest text of an article with its claims."""
    async with telling_withdrawn(reading, "article", article_id):
        article = await articles.read_article(reading, article_id)
    text, number = None, article.row.revision_number
    if number:
        text = (await articles.read_revision(reading, article_id, number)).row.text
    printed = await _claims_of(reading, article_id)

    def show() -> Response:
        return respond_html(
            request,
            "article.html",
            reviewed=reviewed,
            choices=CHOICES,
            values=Filled(),
            **shown(article, text, printed),
        )

    is_long = len(printed) > 1 or len(text or "") > LONG
    return await reading.reader.derive(show) if is_long else show()


async def _claims_of(reading: Reading, article_id: int) -> list[ClaimPage]:
    """Return all claims of an article in the order of its text, in pages."""
    found: list[ClaimPage] = []
    values = {"article": [article_id], "review": SHOWN}
    key: Key | None = None
    while not found or key:
        query = PageQuery(limit=SHORT, sort="position", after=key)
        found.append(await claims.list_claims_page(reading, query, values, parts=PARTS))
        key = found[-1].page.next_key
    return found
