"""Articles and their revisions as they are sent."""

from api.schemas.articles import ArticleOut, RevisionOut
from api.schemas.articles import RevisionRow as RevisionRowOut
from api.serializers.shape import Shape
from api.serializers.values import Json, fuzzy_date, outlet_ref, revision_ref
from db.queries.articles import ArticleRow
from db.queries.revisions import RevisionRow, RevisionTextRow


def _outlet(row: ArticleRow) -> Json | None:
    return outlet_ref(row.outlet_id, row.outlet_name)


def _root(row: ArticleRow) -> Json | None:
    """Return the article that an article reprints."""
    if row.root_article_id is None:
        return None
    return {
        "id": row.root_article_id,
        "title": row.root_article_title,
        "url": row.root_article_url,
        "published": fuzzy_date(
            (
                row.root_article_published_from,
                row.root_article_published_to,
                row.root_article_published_precision,
                row.root_article_published_text,
            )
        ),
        "outlet": outlet_ref(row.root_article_outlet_id, row.root_article_outlet_name),
    }


article_record = Shape(
    ArticleOut, ArticleRow, outlet=_outlet, root_article=_root, revision=revision_ref
)
revision_row = Shape(RevisionRowOut, RevisionRow)
revision_record = Shape(RevisionOut, RevisionTextRow)
