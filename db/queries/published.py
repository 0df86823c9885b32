"""When articles were out: what could be known by then."""

from typing import Any

from sqlalchemy import ColumnElement, func

from db.prepared import parameter
from db.types import UtcDateTime

UNTIL = parameter("until", UtcDateTime())


def out_by(article: Any) -> ColumnElement[Any]:  # noqa: ANN401 - a mapped class
    """Return when an article was surely out; an undated one when it was recorded."""
    return func.coalesce(
        article.published_to, article.published_from, article.created_at
    )


def published(article: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped class
    """Match articles that were surely out before ``until``."""
    return out_by(article) <= UNTIL
