"""Pages of articles: the list, and the reader, which shows a text with its claims."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep
from api.pages.marked_text import Marked, paragraphs
from api.pages.page_route import PageRoute
from api.pages.rendering import as_sent, respond_html
from api.schemas.articles import ArticleListParams
from api.schemas.types import Id
from api.serializers.articles import article_record, article_row
from api.serializers.claims import claim_rows
from api.serializers.values import Json
from api.settings import MAX_PAGE_SIZE
from db.queries.articles import ORDERS
from db.reads import articles, claims
from db.reads.claims import Part
from db.reads.pages import PageQuery
from db.reads.reading import Reading

SHOWN = ("draft", "reviewed", "disputed")
PARTS: Sequence[Part] = ("attribution", "spans", "stances")

router = APIRouter(prefix="/articles", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def show_articles(
    request: Request,
    reading: ReadingDep,
    params: Annotated[ArticleListParams, Query()],
) -> Response:
    """Show a page of articles, the latest published first."""
    query = page_query(request, params, ORDERS)
    page = await articles.list_articles_page(reading, query, params.filters())
    _, link = next_page(request, page.next_key)
    rows = as_sent([article_row(row) for row in page.rows])
    return respond_html(
        request, "articles.html", articles=rows, params=params, next_link=link
    )


@router.get("/{article_id}")
async def show_article(
    request: Request, reading: ReadingDep, article_id: Id
) -> Response:
    """Show the newest text of an article with its claims."""
    article = await articles.read_article(reading, article_id)
    printed = as_sent(await _claims_of(reading, article_id))
    text = None
    if article.row.revision_number:
        revision = await articles.read_revision(
            reading, article_id, article.row.revision_number
        )
        text = paragraphs(revision.row.text or "", list(_marked(printed)))
    return respond_html(
        request,
        "article.html",
        article=as_sent(article_record(article)),
        claims=printed,
        speakers=_counted("source", _speakers(printed)),
        facts=_counted("fact", (one["fact"] for c in printed for one in c["stances"])),
        text=text,
    )


async def _claims_of(reading: Reading, article_id: int) -> list[Json]:
    """Return all claims of an article as they stand in its text."""
    found: list[Json] = []
    query = PageQuery(limit=MAX_PAGE_SIZE, sort="position")
    values = {"article": [article_id], "review": SHOWN}
    while True:
        some = await claims.list_claims_page(reading, query, values, parts=PARTS)
        found += claim_rows(some.page.rows, some.parts, shown=PARTS)
        if some.page.next_key is None:
            return found
        query = PageQuery(
            limit=MAX_PAGE_SIZE, sort="position", after=some.page.next_key
        )


def _speakers(printed: Sequence[Json]) -> Iterator[Json]:
    return (speaker for claim in printed for speaker in claim["speakers"])


def _counted(name: str, refs: Iterable[Json]) -> list[Json]:
    """Return each of the records that claims refer to, the most frequent first."""
    by_id: dict[int, Json] = {}
    counts = Counter[int]()
    for ref in refs:
        by_id[ref["id"]] = ref
        counts[ref["id"]] += 1
    return [{name: by_id[one], "claims": n} for one, n in counts.most_common()]


def _marked(printed: Sequence[Json]) -> Iterator[Marked]:
    """Yield where the words of each claim stand in the text."""
    for number, claim in enumerate(printed, start=1):
        for span in claim["spans"]:
            if span["start"] is not None:
                yield Marked(number, span["part"], span["start"], span["end"])
