"""Reads of articles."""

from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, Select, String, func, or_, select

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column, labels_by
from db.models import (
    Article,
    ArticleAddress,
    ArticleIdentifier,
    Attribution,
    Claim,
    Revision,
    Source,
)
from db.models.article import ArticleKind, Availability
from db.models.base import Visibility
from db.queries.filters import (
    Binds,
    Filter,
    Shape,
    binds,
    conditions,
    in_language,
    one_of,
    overlaps_from,
    overlaps_to,
    refers_to,
)
from db.queries.keyset import Order, Place, keyset_page
from db.queries.ref_columns import OUTLET, RevisionColumns, label_of, referring
from db.queries.row_tests import RowTests
from db.queries.rows import TotalRow, count_all
from db.queries.search import has_words, newest_found, page_of_found, split_search
from db.queries.survivors import survivor_of
from db.queries.visibility import visible
from db.queries.word_indexes import ARTICLES
from db.values.dates import Precision
from db.values.types import AnySelect
from db.values.viewer import Viewer

ROOT = aliased(Article, name="root_article")
ROOT_OUTLET = aliased(Source, name="root_outlet")
MERGED = aliased(Article, name="merged")
NEWER = aliased(Revision, name="newer")
PUBLISHED = (Article.published_from, Article.id)
RECORDED = (Article.created_at, Article.id)

ORDERS = {
    "-published": Order(PUBLISHED, descending=True, nullable=True),
    "published": Order(PUBLISHED, descending=False, nullable=True),
    "-recorded": Order(RECORDED, descending=True),
    "recorded": Order(RECORDED, descending=False),
}


class ArticleRow(RevisionColumns):
    """An article with its outlet, the article it reprints and its newest revision."""

    id: int = column(Article.id)
    version: int = column(Article.version)
    outlet_id: int | None = column(OUTLET.id)
    outlet_name: str | None = column(OUTLET.name)
    outlet_label: str | None = column(label_of(OUTLET))
    kind: ArticleKind = column(Article.kind)
    url: str | None = column(Article.url)
    title: str | None = column(Article.title)
    byline: str | None = column(Article.byline)
    dateline: str | None = column(Article.dateline)
    language: str | None = column(Article.language)
    published_from: StoredInstant | None = column(Article.published_from)
    published_to: StoredInstant | None = column(Article.published_to)
    published_precision: Precision | None = column(Article.published_precision)
    published_text: str | None = column(Article.published_text)
    updated_from: StoredInstant | None = column(Article.updated_from)
    updated_to: StoredInstant | None = column(Article.updated_to)
    updated_precision: Precision | None = column(Article.updated_precision)
    updated_text: str | None = column(Article.updated_text)
    root_article_id: int | None = column(ROOT.id)
    root_article_title: str | None = column(ROOT.title)
    root_article_url: str | None = column(ROOT.url)
    root_article_published_from: StoredInstant | None = column(ROOT.published_from)
    root_article_published_to: StoredInstant | None = column(ROOT.published_to)
    root_article_published_precision: Precision | None = column(
        ROOT.published_precision
    )
    root_article_published_text: str | None = column(ROOT.published_text)
    root_article_outlet_id: int | None = column(ROOT_OUTLET.id)
    root_article_outlet_name: str | None = column(ROOT_OUTLET.name)
    root_article_outlet_label: str | None = column(label_of(ROOT_OUTLET))
    labels = labels_by(
        outlet_label="outlet_id", root_article_outlet_label="root_article_outlet_id"
    )
    availability: Availability | None = column(Article.availability)
    merged_into_id: int | None = column(Article.merged_into_id)
    revision_id: int | None = column(Revision.id)
    visibility: Visibility = column(Article.visibility)
    embargo_until: StoredInstant | None = column(Article.embargo_until)
    note: str | None = column(Article.note)
    created_at: StoredInstant = column(Article.created_at)
    updated_at: StoredInstant = column(Article.updated_at)
    withdrawn_at: StoredInstant | None = column(Article.withdrawn_at)


class LockedArticleRow(Row):
    """An article that a write refers to, locked, with Python values."""

    id: int = column(Article.id)
    version: int = column(Article.version)
    outlet_id: int | None = column(Article.outlet_id)
    published_from: datetime | None = column(Article.published_from)
    published_to: datetime | None = column(Article.published_to)
    published_precision: Precision | None = column(Article.published_precision)
    published_text: str | None = column(Article.published_text)
    title: str | None = column(Article.title)
    url: str | None = column(Article.url)
    survivor_id: int | None = column(Article.survivor_id)
    visibility: Visibility = column(Article.visibility)
    embargo_until: datetime | None = column(Article.embargo_until)


def _quoting(given: Binds, viewer: Viewer) -> Select[int]:
    return (
        select(Attribution.article_id)
        .join(Claim, Claim.id == Attribution.claim_id)
        .where(Attribution.source_id.in_(given), visible(Claim, viewer))
    )


def _in_quoting_articles(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    """Match articles that quote a source, and survivors of such articles."""
    quoting = _quoting(given, viewer).join(MERGED, MERGED.id == Attribution.article_id)
    # Not EXISTS, which would run once for each article of the scan.
    return Article.id.in_(quoting.with_only_columns(survivor_of(MERGED)))


def _has_quoting_step(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    quoting = _quoting(given, viewer)
    merged = quoting.join(MERGED, MERGED.id == Attribution.article_id)
    return or_(
        quoting.where(Attribution.article_id == Article.id).exists(),
        merged.where(MERGED.survivor_id == Article.id).exists(),
    )


def _answering_at(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    return _has_child(ArticleAddress, ArticleAddress.url_key.in_(given), viewer)


def _called(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    """Match articles by identifier; schemes and keys alternate in the parameters."""
    pairs = zip(given[::2], given[1::2], strict=True)
    either = or_(
        *(
            (ArticleIdentifier.scheme == scheme) & (ArticleIdentifier.value_key == key)
            for scheme, key in pairs
        )
    )
    return _has_child(ArticleIdentifier, either, viewer)


def _has_child(
    child: type[ArticleAddress | ArticleIdentifier],
    condition: ColumnElement[bool],
    viewer: Viewer,
) -> ColumnElement[bool]:
    """Match articles by a child, and survivors by children of merged articles."""
    found = (
        select(survivor_of(MERGED))
        .join(child, child.article_id == MERGED.id)
        .where(condition, visible(MERGED, viewer, withdrawn=True))
    )
    return Article.id.in_(found)


FILTERS: dict[str, Filter] = {
    "outlet": refers_to(Source, Article.outlet_id),
    "source": (BigInteger(), _in_quoting_articles),
    "url": (String(), _answering_at),
    "identifier": (String(), _called),
    "kind": one_of(Article.kind),
    "root_article": refers_to(Article, Article.root_article_id),
    "availability": one_of(Article.availability),
    "language": in_language(Article.language),
    "published_from": overlaps_from(Article.published_from, Article.published_to),
    "published_to": overlaps_to(Article.published_from, Article.published_to),
}
IN_ORDER: dict[str, Filter] = FILTERS | {"source": (BigInteger(), _has_quoting_step)}
TESTS = RowTests(ARTICLES, IN_ORDER)


def _joined(statement: AnySelect, viewer: Viewer) -> AnySelect:
    newest = (
        select(func.max(NEWER.number))
        .where(NEWER.article_id == Article.id)
        .scalar_subquery()
    )
    for target, key in (
        (OUTLET, Article.outlet_id),
        (ROOT, Article.root_article_id),
        (ROOT_OUTLET, ROOT.outlet_id),
    ):
        statement = referring(statement, target, key, viewer=viewer)
    is_newest = (Revision.article_id == Article.id) & (Revision.number == newest)
    return statement.outerjoin(Revision, is_newest)


def article_conditions(
    shape: Shape,
    viewer: Viewer,
    *,
    seen: ColumnElement[bool],
    in_order: bool = False,
) -> list[ColumnElement[bool]]:
    """Return the conditions of unmerged articles in a list.

    ``seen`` matches the articles that the viewer may see. A search lists only the
    newest matches.
    """
    search, others = split_search(shape)
    tests, plain = TESTS.conditions(others, viewer)
    known = IN_ORDER if in_order or search else FILTERS
    unmerged = Article.merged_into_id.is_(None)
    matching = [seen, unmerged, *tests, *conditions(plain, known, viewer)]
    if not search:
        return matching
    return [newest_found(search, ARTICLES, select(Article.id).where(*matching))]


@prepared(ArticleRow)
def get_article(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the article with the id ``article``, and its newest revision."""
    seen = visible(Article, viewer, withdrawn=withdrawn)
    return _joined(ArticleRow.select().select_from(Article), viewer).where(
        Article.id == parameter("article"), seen
    )


@prepared(ArticleRow)
def list_articles(
    *,
    shape: Shape = (),
    sort: str = "-published",
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
    in_order: bool = False,
) -> AnySelect:
    """Select a page of the articles that match every filter of ``shape``.

    Articles that quote a source are sorted; with ``in_order``, all articles are scanned
    in the order of the list instead.
    """
    seen = visible(Article, viewer, withdrawn=withdrawn)
    found = article_conditions(shape, viewer, seen=seen, in_order=in_order)
    statement = _joined(ArticleRow.select().select_from(Article), viewer)
    if has_words(shape):
        ids, order = select(Article.id).where(*found), ORDERS[sort]
        return page_of_found(statement, ids, order=order, place=place, limit=limit)
    return keyset_page(statement.where(*found), ORDERS[sort], place, limit=limit)


@prepared(TotalRow)
def count_articles(
    *, shape: Shape = (), viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how many articles match every filter of ``shape``."""
    seen = visible(Article, viewer, withdrawn=withdrawn)
    found = article_conditions(shape, viewer, seen=seen)
    return count_all(select(Article.id).where(*found))


@prepared(LockedArticleRow)
def find_articles(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the existing ones of ``count`` articles, locked against withdrawal."""
    return (
        LockedArticleRow.select()
        .where(Article.id.in_(binds("article", count)), visible(Article, viewer))
        .with_for_update(read=True)
    )
