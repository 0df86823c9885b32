"""Articles and the revisions of their texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.derived.near_texts import nearest
from db.errors import NoRevisionError
from db.queries.anchors import AnchorCount, LostSpan, count_anchors, list_lost
from db.queries.article_keys import (
    ArticleAddressRow,
    ArticleIdentifierRow,
    list_addresses,
    list_identifiers,
)
from db.queries.articles import (
    ORDERS,
    ArticleRow,
    count_articles,
    get_article,
    list_articles,
)
from db.queries.filters import Values, named
from db.queries.revisions import (
    REVISION_ORDER,
    NewestRevisionRow,
    RevisionRow,
    get_revision,
    list_revisions,
)
from db.queries.same_texts import SimilarRow, list_alike, list_bands, list_same_text
from db.reads.merged import with_merged, with_merged_articles
from db.reads.named import with_named
from db.reads.pages import IndexedListing, Listing, Page, PageQuery
from db.reads.queries import as_indexed
from db.reads.query_fields import OF_ARTICLES, with_fields
from db.reads.quoted import is_quoted_often
from db.reads.reading import Reading
from db.reads.records import require_row

INDEXED = dict.fromkeys(ORDERS, frozenset({"outlet"}))
ARTICLES = Listing(list_articles, count_articles, ORDERS, indexed=INDEXED)
REVISIONS = IndexedListing(list_revisions, REVISION_ORDER)


@dataclass(frozen=True)
class ArticleDetail:
    """A single article, with the anchors of its claims in its newest text.

    Of an earlier version, anchors are not read.
    """

    row: ArticleRow
    addresses: Sequence[ArticleAddressRow]
    identifiers: Sequence[ArticleIdentifierRow]
    anchors: Sequence[AnchorCount] | None = None


@dataclass(frozen=True)
class RevisionDetail:
    """A single revision; the newest one has the anchors of its claims."""

    row: NewestRevisionRow
    anchors: Sequence[AnchorCount] | None = None
    lost: Sequence[LostSpan] = ()


async def find_article(reading: Reading, article_id: int) -> ArticleRow | None:
    """Return the row of a live article, if there is one."""
    rows = await reading.rows(get_article, {"article": article_id})
    return rows[0] if rows else None


async def require_article(
    reading: Reading, article_id: int, *, withdrawn: bool = False, merged: bool = False
) -> ArticleRow:
    """Return the row of an article, or raise ``NotFoundError`` or ``MergedError``.

    Withdrawn and merged articles are found if requested.
    """
    return await require_row(
        reading,
        get_article,
        "article",
        record_id=article_id,
        withdrawn=withdrawn,
        merged=merged,
    )


async def read_article(
    reading: Reading, article_id: int, *, withdrawn: bool = False, merged: bool = False
) -> ArticleDetail:
    """Return an article with its newest revision; raise as ``require_article`` does."""
    row = await require_article(reading, article_id, withdrawn=withdrawn, merged=merged)
    of_article, seen = {"article": article_id}, {"withdrawn": withdrawn}
    return ArticleDetail(
        row,
        await reading.rows(list_addresses, of_article, **seen),
        await reading.rows(list_identifiers, of_article, **seen),
        await reading.rows(count_anchors, of_article, **seen),
    )


async def list_similar(reading: Reading, article: ArticleRow) -> Sequence[SimilarRow]:
    """Return other articles with a near-duplicate of the newest text of an article."""
    if article.revision_id is None:
        return ()
    others, near = {"article": article.id}, list[int]()
    if text := tuple(row.hash for row in await reading.rows(list_bands, others)):
        shared = named({"hash": text}) | others
        near = nearest(text, await reading.rows(list_alike, shared))
    same = {"sha256": article.revision_text_sha256} | named({"near": near}) | others
    return await reading.rows(list_same_text, same, count=len(near))


async def list_articles_page(
    reading: Reading, query: PageQuery, values: Values
) -> Page[ArticleRow]:
    """Return a page of the articles that match all filters."""
    values = await with_article_names(reading, values)
    in_order = await is_quoted_often(reading, values.get("source", ()))
    return await ARTICLES.page(reading, query, as_indexed(values), in_order=in_order)


async def with_article_names(reading: Reading, values: Values) -> Values:
    """Return filters with ids instead of names; merged records are included."""
    values = await with_named(reading, values)
    values = await with_merged(reading, values, "outlet")
    values = await with_merged_articles(reading, values, "root_article")
    return await with_fields(reading, values, OF_ARTICLES)


async def list_revisions_page(
    reading: Reading, article_id: int, query: PageQuery
) -> Page[RevisionRow]:
    """Return a page of the revisions of an article, the newest first."""
    return await REVISIONS.page(reading, query, {"article": article_id})


async def read_revision(
    reading: Reading, article_id: int, number: int, *, withdrawn: bool = False
) -> RevisionDetail:
    """Return a revision with its text, or raise ``NotFoundError``."""
    values = {"article": article_id, "number": number}
    rows = await reading.rows(get_revision, values, withdrawn=withdrawn)
    if not rows:
        raise NoRevisionError(article_id, number)
    (row,) = rows
    if not row.is_newest:
        return RevisionDetail(row)
    of_article = {"article": article_id}
    return RevisionDetail(
        row,
        await reading.rows(count_anchors, of_article),
        await reading.rows(list_lost, of_article),
    )
