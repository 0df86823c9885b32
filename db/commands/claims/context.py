"""The article that claims are recorded in, read once for all of them."""

from dataclasses import dataclass
from datetime import datetime

from db.commands.access import Access, access_of
from db.errors import InvalidError
from db.queries.articles import find_articles, newest_text, revision_text
from db.session import Write


@dataclass(frozen=True)
class ArticleContext:
    """What a claim takes from its article."""

    id: int
    published_from: datetime | None
    access: Access
    revision_id: int | None
    text: str | None


def hold_article(write: Write, article_id: int) -> None:
    """Keep an article as it is: before its claims are locked, as its own writes do."""
    write.rows(find_articles(count=1, viewer=write.viewer), article__0=article_id)


def load_article(
    write: Write, article_id: int, revision_id: int | None = None
) -> ArticleContext:
    """Read an article and the text that claims are anchored in: the newest one.

    Raise ``InvalidError`` if there is no such article, or no such revision of it.
    """
    viewer = write.viewer
    found = write.rows(find_articles(count=1, viewer=viewer), article__0=article_id)
    if not found:
        message = "No such article."
        raise InvalidError(message, "article_id", code="not_found")
    if revision_id is None:
        texts = write.rows(newest_text(viewer=viewer), article=article_id)
    else:
        named = revision_text(viewer=viewer)
        texts = write.rows(named, article=article_id, revision=revision_id)
        if not texts:
            message = "This article has no such revision."
            raise InvalidError(message, "revision_id", code="not_found")
    revision = texts[0] if texts else None
    return ArticleContext(
        id=article_id,
        published_from=found[0].published_from,
        access=access_of(found[0]),
        revision_id=revision and revision.id,
        text=revision and revision.text,
    )
