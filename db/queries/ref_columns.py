"""Columns of a reference to another record; null if the viewer may not see it."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased

from db.engine.rows import Row, StoredInstant, column
from db.models import Article, Revision, Source
from db.queries.visibility import seen_beside
from db.values.dates import Precision
from db.values.types import AnySelect
from db.values.viewer import Viewer

OUTLET = aliased(Source, name="outlet")
PRINTED = aliased(Source, name="printed")  # the source under its printed name


class ArticleColumns(Row):
    """Fields of rows that refer to an article; ``referring`` joins its outlet.

    Each row type declares ``article_id`` itself, from a column of its own table.
    """

    article_id: int | None
    article_title: str | None = column(Article.title)
    article_url: str | None = column(Article.url)
    article_published_from: StoredInstant | None = column(Article.published_from)
    article_published_to: StoredInstant | None = column(Article.published_to)
    article_published_precision: Precision | None = column(Article.published_precision)
    article_published_text: str | None = column(Article.published_text)
    article_outlet_id: int | None = column(OUTLET.id)
    article_outlet_name: str | None = column(OUTLET.name)
    article_outlet_kind: str | None = column(OUTLET.kind)


class RevisionColumns(Row):
    """Fields of rows that refer to a revision; row types declare ``revision_id``."""

    revision_id: int | None
    revision_number: int | None = column(Revision.number)
    revision_captured_at: StoredInstant | None = column(Revision.captured_at)
    revision_text_length: int | None = column(Revision.text_length)
    revision_text_sha256: str | None = column(Revision.text_sha256)


def source_columns(source: Any, prefix: str) -> list[ColumnElement[Any]]:  # noqa: ANN401 - a mapped class or its alias
    """Return the columns of a reference to a named source, labelled with ``prefix``."""
    return [source.name.label(f"{prefix}_name"), source.kind.label(f"{prefix}_kind")]


def article_columns(article: Any, outlet: Any, prefix: str) -> list[ColumnElement[Any]]:  # noqa: ANN401 - as above
    """Return the columns of a reference to an article, labelled with ``prefix``."""
    return [
        article.title.label(f"{prefix}_title"),
        article.url.label(f"{prefix}_url"),
        article.published_from.label(f"{prefix}_published_from"),
        article.published_to.label(f"{prefix}_published_to"),
        article.published_precision.label(f"{prefix}_published_precision"),
        article.published_text.label(f"{prefix}_published_text"),
        outlet.id.label(f"{prefix}_outlet_id"),
        *source_columns(outlet, f"{prefix}_outlet"),
    ]


def referring(
    statement: AnySelect,
    target: Any,  # noqa: ANN401 - as above
    key: Any,  # noqa: ANN401 - a mapped attribute
    *,
    viewer: Viewer,
) -> AnySelect:
    """Join the record that ``key`` refers to; null if the viewer may not see it.

    References to withdrawn records stay.
    """
    return statement.outerjoin(target, (target.id == key) & seen_beside(target, viewer))
