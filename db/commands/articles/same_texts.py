"""Articles with the same text: one article under one outlet, reprints under several."""

from db.engine.session import Write
from db.errors import ConflictError
from db.models import Article
from db.queries.same_texts import list_same_text

NOT_STORED = 0


def refuse_recorded_text(write: Write, article: Article) -> None:
    """Raise ``ConflictError`` if the outlet of a new article has published its text."""
    if not article.revisions or article.outlet_id is None:
        return
    same = write.rows(
        list_same_text(viewer=write.viewer, of_outlet=True),
        sha256=article.revisions[0].text_sha256,
        article=NOT_STORED,
        outlet=article.outlet_id,
    )
    if same:
        other = same[0].article_id
        message = (
            f"Article {other} of the same outlet has the same text: send "
            '"new": true to record another one.'
        )
        raise ConflictError("article", other, message, count=len(same))
