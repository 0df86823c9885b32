"""Reads of articles with the same text, or nearly the same."""

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    exists,
    func,
    literal_column,
    select,
)

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import Article, ArticleBand, Revision
from db.queries.filters import binds
from db.queries.ref_columns import OUTLET, ArticleColumns, referring
from db.queries.rows import IdRow
from db.queries.survivors import survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

MAX_SIMILAR = 100
BANDS = 16
ALIKE, NEAR = aliased(ArticleBand, name="alike"), aliased(Article, name="near")


class SimilarRow(ArticleColumns):
    """An article that has or had the same text."""

    article_id: int = column(survivor_of(Article))


class BandRow(Row):
    """A band of the signature of the text of an article."""

    article_id: int = column(ArticleBand.article_id)
    hash: int = column(ArticleBand.hash)


@prepared(SimilarRow)
def list_same_text(
    *, count: int = 0, viewer: Viewer, of_outlet: bool = False
) -> AnySelect:
    """Select the articles besides ``article`` with a text of the digest ``sha256``.

    An article and those merged into it count as one. Also select those of ``count``
    articles with nearly the same text. With ``of_outlet``, only articles of ``outlet``,
    or of a source merged into it.
    """
    same = select(Revision.article_id).where(
        Revision.text_sha256 == parameter("sha256", String())
    )
    near = select(NEAR.id).where(NEAR.id.in_(binds("near", count)))
    chosen = same.union_all(near) if count else same
    return (
        referring(
            SimilarRow.select().select_from(Article),
            OUTLET,
            Article.outlet_id,
            viewer=viewer,
        )
        .where(Article.id.in_(chosen), visible(Article, viewer))
        .where(*_others(of_outlet=of_outlet))
        .order_by(Article.id)
        .limit(MAX_SIMILAR)
    )


@prepared(BandRow)
def list_bands(*, viewer: Viewer) -> AnySelect:
    """Select the signature of the text of the article ``article``."""
    return (
        BandRow.select()
        .join(Article, Article.id == ArticleBand.article_id)
        .where(Article.id == parameter("article"), visible(Article, viewer))
        .order_by(ArticleBand.band)
    )


@prepared(BandRow)
def list_alike(*, viewer: Viewer, of_outlet: bool = False) -> AnySelect:
    """Select the signatures of other articles that share a band with a text.

    ``hash`` are the bands of the text. Articles with the most common bands come first,
    up to 100.
    """
    articles = select(ALIKE.article_id).join(Article, Article.id == ALIKE.article_id)
    shared = (
        referring(articles, OUTLET, Article.outlet_id, viewer=viewer)
        .where(ALIKE.hash.in_(binds("hash", BANDS, BigInteger())))
        .where(visible(Article, viewer), *_others(of_outlet=of_outlet))
        .group_by(ALIKE.article_id)
        .order_by(func.count().desc(), ALIKE.article_id)
        .limit(MAX_SIMILAR)
    )
    return (
        BandRow.select()
        .where(ArticleBand.article_id.in_(shared))
        .order_by(ArticleBand.article_id, ArticleBand.band)
    )


@prepared(IdRow)
def list_unsampled(*, limit: int, viewer: Viewer) -> AnySelect:
    """Select the first articles after ``article`` with a text but no signature."""
    sampled = exists().where(ArticleBand.article_id == Article.id)
    has_text = exists().where(Revision.article_id == Article.id)
    return (
        select(Article.id)
        .where(Article.id > parameter("article"), visible(Article, viewer))
        .where(has_text, ~sampled)
        .order_by(Article.id)
        .limit(literal_column(str(limit)))
    )


def _others(*, of_outlet: bool) -> list[ColumnElement[bool]]:
    """Return the conditions of articles besides ``article``, or only of ``outlet``."""
    conditions = [survivor_of(Article) != parameter("article")]
    if of_outlet:
        outlet = parameter("outlet")
        conditions.append(
            (Article.outlet_id == outlet) | (OUTLET.survivor_id == outlet)
        )
    return conditions
