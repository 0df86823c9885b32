"""Reads that find articles by their text."""

from sqlalchemy import String, exists

from db.engine.prepared import parameter, prepared
from db.engine.rows import column
from db.models import Article, Revision
from db.queries.ref_columns import OUTLET, ArticleColumns, referring
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

MAX_SIMILAR = 100


class SimilarRow(ArticleColumns):
    """An article that has, or once had, the same text."""

    article_id: int = column(Article.id)


@prepared(SimilarRow)
def list_same_text(*, viewer: Viewer, of_outlet: bool = False) -> AnySelect:
    """Select the articles besides ``article`` that have a text with ``sha256``.

    With ``of_outlet``, only those that ``outlet`` published, or a source merged into
    it, or one that it is merged into.
    """
    has_text = exists().where(
        Revision.article_id == Article.id,
        Revision.text_sha256 == parameter("sha256", String()),
    )
    statement = (
        referring(
            SimilarRow.select().select_from(Article),
            OUTLET,
            Article.outlet_id,
            viewer=viewer,
        )
        .where(has_text, Article.id != parameter("article"))
        .where(visible(Article, viewer))
        .order_by(Article.id)
        .limit(MAX_SIMILAR)
    )
    if of_outlet:
        outlet = parameter("outlet")
        statement = statement.where(
            (Article.outlet_id == outlet) | (OUTLET.survivor_id == outlet)
        )
    return statement
