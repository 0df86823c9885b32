"""When articles were out: what could be known by then."""

from typing import Any

from sqlalchemy import ColumnElement, func

from db.engine.prepared import parameter
from db.values.types import UtcDateTime

UNTIL = parameter("until", UtcDateTime())


def published(
    article: Any,  # noqa: ANN401 - a mapped class
    until: ColumnElement[Any] = UNTIL,
) -> ColumnElement[bool]:
    """Match articles that were surely out before ``until``; undated, if recorded."""
    since = func.coalesce(article.published_from, article.created_at)
    # The end of an interval is the first instant that is no longer in it.
    return func.coalesce(article.published_to <= until, since < until)
