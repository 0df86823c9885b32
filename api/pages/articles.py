"""Pages of articles: the list, and the text of one article with its claims."""

from collections.abc import Collection, Sequence
from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep
from api.pages.claim_choices import CHOICES
from api.pages.facet_links import COUNTED, facet_links
from api.pages.filters import chips, filters_of
from api.pages.forms import Filled
from api.pages.live_records import telling_withdrawn
from api.pages.page_route import PageRoute
from api.pages.reader import PARTS, divided, shown
from api.pages.rendering import as_sent, respond_html
from api.pages.reviewed import Reviewed
from api.schemas.articles import ArticleListParams
from api.schemas.types import Id
from api.serializers.articles import article_row
from db.derived.facets import ArticleFacet
from db.queries.articles import ORDERS
from db.reads import articles
from db.reads.claims_in_text import list_claims_after, read_places
from db.reads.facets import read_article_facets

FACETS: Sequence[ArticleFacet] = get_args(ArticleFacet)

router = APIRouter(prefix="/articles", route_class=PageRoute, include_in_schema=False)


class ReaderParams(Reviewed):
    """Query parameters of an article: which part to show, if it is long."""

    part: Annotated[int, Field(ge=1)] | None = Field(None, description="Its number.")
    claim: Id | None = Field(None, description="A claim in the part.")

    def claim_ids(self) -> Collection[int]:
        """Return the claims that select the part."""
        return {one for one in (self.claim, self.recorded, *self.done) if one}


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
        page=page,
        articles=as_sent([article_row(row) for row in page.rows]),
        params=params,
        chips=chips(request),
        filters=filters_of(request),
        facets=facet_links(request, facets, dated="published"),
        next_link=link,
    )


@router.get("/{article_id}")
async def show_article(
    request: Request,
    reading: ReadingDep,
    article_id: Id,
    params: Annotated[ReaderParams, Query()],
) -> Response:
    """Show the newest text of an article with its claims; a long one in parts."""
    async with telling_withdrawn(reading, "article", article_id):
        article = await articles.read_article(reading, article_id)
    text, number = None, article.row.revision_number
    if number:
        text = (await articles.read_revision(reading, article_id, number)).row.text
    places = await read_places(reading, article_id)
    whole = await reading.reader.derive(divided, article, text, places)
    index = whole.index(params.part, params.claim_ids())
    before = whole.place_before(index)
    found = await list_claims_after(reading, article_id, before, parts=PARTS)

    def show() -> Response:
        return respond_html(
            request,
            "article.html",
            reviewed=params,
            choices=CHOICES,
            values=Filled(),
            **shown(whole, index, found),
        )

    return await reading.reader.derive(show)
