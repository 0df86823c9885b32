"""The articles that were certainly published before an instant."""

from typing import Any

from sqlalchemy import ColumnElement, func

from db.engine.prepared import parameter
from db.values.types import UtcDateTime

UNTIL = parameter("until", UtcDateTime())


def published(
    article: Any,  # noqa: ANN401 - a mapped class
    until: ColumnElement[Any] = UNTIL,
) -> ColumnElement[bool]:
    """Match articles published (if undated, recorded) certainly before ``until``."""
    since = func.coalesce(article.published_from, article.created_at)
    # The end of an interval is the first instant after it.
    return func.coalesce(article.published_to <= until, since < until)
