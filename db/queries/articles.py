"""Reads over articles and the revisions of their text."""

from sqlalchemy import BigInteger, ColumnElement, String, func, select
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, untyped
from db.models import Article, Attribution, Claim, Revision, Source
from db.queries.filters import (
    Binds,
    Filter,
    Shape,
    binds,
    conditions,
    contains_words,
    one_of,
    overlaps_from,
    overlaps_to,
    refers_to,
)
from db.queries.keyset import Order, Place, keyset_page
from db.queries.ref_columns import article_columns, referring, source_columns
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

OUTLET = aliased(Source, name="outlet")
ROOT = aliased(Article, name="root_article")
ROOT_OUTLET = aliased(Source, name="root_outlet")
NEWER = aliased(Revision, name="newer")
PUBLISHED = (Article.published_from, Article.id)
RECORDED = (Article.created_at, Article.id)

ORDERS = {
    "-published": Order(PUBLISHED, descending=True, nullable=True),
    "published": Order(PUBLISHED, descending=False, nullable=True),
    "-recorded": Order(RECORDED, descending=True),
    "recorded": Order(RECORDED, descending=False),
}

ROW = (
    Article.id,
    Article.version,
    OUTLET.id.label("outlet_id"),
    *source_columns(OUTLET, "outlet"),
    Article.kind,
    Article.url,
    Article.title,
    Article.byline,
    Article.dateline,
    Article.language,
    Article.published_from,
    Article.published_to,
    Article.published_precision,
    Article.published_text,
    ROOT.id.label("root_article_id"),
    *article_columns(ROOT, ROOT_OUTLET, "root_article"),
    Article.availability,
    Revision.id.label("revision_id"),
    Revision.number.label("revision_number"),
    Revision.captured_at.label("revision_captured_at"),
    Revision.text_length.label("revision_text_length"),
    Revision.text_sha256.label("revision_text_sha256"),
    Article.visibility,
    Article.embargo_until,
    Article.note,
    Article.created_at,
    Article.updated_at,
    Article.withdrawn_at,
)

REVISION = (
    Revision.id,
    Revision.article_id,
    Revision.number,
    Revision.captured_at,
    Revision.text_length,
    Revision.text_sha256,
    Revision.archive_url,
)

REVISION_ORDER = Order((Revision.number,), descending=True)


def _quoting(given: Binds, viewer: Viewer) -> AnySelect:
    return (
        select(Attribution.article_id)
        .join(Claim, Claim.id == Attribution.claim_id)
        .where(Attribution.source_id.in_(given), visible(Claim, viewer))
    )


def _quotes(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    # Not EXISTS: it would look into every article on the way.
    return Article.id.in_(_quoting(given, viewer))


def _is_found_to_quote(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    quoting = _quoting(given, viewer)
    return quoting.where(Attribution.article_id == Article.id).exists()


FILTERS: dict[str, Filter] = {
    "outlet": refers_to(Source, Article.outlet_id),
    "source": (BigInteger(), _quotes),
    "q": (String(), contains_words(Article.folded)),
    "url": one_of(Article.url_key),
    "kind": one_of(Article.kind),
    "language": one_of(Article.language),
    "published_from": overlaps_from(Article.published_from, Article.published_to),
    "published_to": overlaps_to(Article.published_from, Article.published_to),
}
IN_ORDER = FILTERS | {"source": (BigInteger(), _is_found_to_quote)}


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


@untyped
def get_article(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the article with the id ``article``, and its newest revision."""
    seen = visible(Article, viewer, withdrawn=withdrawn)
    return _joined(select(*ROW).select_from(Article), viewer).where(
        Article.id == parameter("article"), seen
    )


@untyped
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
    """Select a page of the articles that every filter of ``shape`` lets through.

    Those that quote a source are sorted, or, ``in_order``, looked for in their order.
    """
    statement = _joined(select(*ROW).select_from(Article), viewer).where(
        visible(Article, viewer, withdrawn=withdrawn),
        *conditions(shape, IN_ORDER if in_order else FILTERS, viewer),
    )
    return keyset_page(statement, ORDERS[sort], place, limit=limit)


@untyped
def count_articles(
    *, shape: Shape = (), viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how many articles every filter of ``shape`` lets through."""
    seen = visible(Article, viewer, withdrawn=withdrawn)
    return select(func.count(Article.id).label("total")).where(
        seen, *conditions(shape, FILTERS, viewer)
    )


@untyped
def find_articles(*, count: int, viewer: Viewer) -> AnySelect:
    """Select which of ``count`` articles exist, and keep them from being withdrawn."""
    return (
        select(
            Article.id,
            Article.outlet_id,
            Article.published_from,
            Article.root_article_id,
            Article.visibility,
            Article.embargo_until,
        )
        .where(Article.id.in_(binds("article", count)), visible(Article, viewer))
        .with_for_update(read=True)
    )


@untyped
def list_revisions(*, limit: int, place: Place, viewer: Viewer) -> AnySelect:
    """Select the revisions of the article ``article``, newest first, without text."""
    statement = (
        select(*REVISION)
        .join(Article, Article.id == Revision.article_id)
        .where(Revision.article_id == parameter("article"), visible(Article, viewer))
    )
    return keyset_page(statement, REVISION_ORDER, place, limit=limit)


@untyped
def get_revision(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the revision ``number`` of the article ``article``, with its text."""
    return (
        select(*REVISION, Revision.text)
        .join(Article, Article.id == Revision.article_id)
        .where(Revision.article_id == parameter("article"))
        .where(Revision.number == parameter("number"))
        .where(visible(Article, viewer, withdrawn=withdrawn))
    )


@untyped
def newest_text(*, viewer: Viewer) -> AnySelect:
    """Select the newest revision of the article ``article`` that has a text."""
    return (
        select(Revision.id, Revision.text)
        .join(Article, Article.id == Revision.article_id)
        .where(Revision.article_id == parameter("article"), Revision.text.is_not(None))
        .where(visible(Article, viewer))
        .order_by(Revision.number.desc())
        .limit(1)
    )


@untyped
def revision_text(*, viewer: Viewer) -> AnySelect:
    """Select the revision ``revision`` of the article ``article``, with its text."""
    return (
        select(Revision.id, Revision.text)
        .join(Article, Article.id == Revision.article_id)
        .where(Revision.article_id == parameter("article"))
        .where(Revision.id == parameter("revision"), visible(Article, viewer))
    )
