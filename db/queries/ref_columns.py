"""Columns of references to other records, null if the record is hidden."""

from typing import Any

from sqlalchemy import ColumnElement, String, case, literal_column

from db.engine.aliases import aliased
from db.engine.rows import Row, StoredInstant, column, labels_by
from db.models import Article, Revision, Source
from db.queries.visibility import seen_beside
from db.values.dates import Precision
from db.values.types import AnySelect
from db.values.viewer import Viewer

OUTLET = aliased(Source, name="outlet")
PRINTED = aliased(Source, name="printed")  # the source under its printed name


def label_of(source: Any) -> ColumnElement[Any]:  # noqa: ANN401 - a mapped class or its alias
    """Select the label of a source: null for its name, or an empty text for a namesake.

    The label of a namesake is filled in after the row is read.
    """
    return case((source.has_namesakes, literal_column("''", String())))


class ArticleColumns(Row):
    """Fields of rows that refer to an article; ``referring`` joins the outlet.

    Each row type declares ``article_id`` itself, as a column of its own table.
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
    article_outlet_label: str | None = column(label_of(OUTLET))
    labels = labels_by(article_outlet_label="article_outlet_id")


class RevisionColumns(Row):
    """Fields of rows that refer to a revision; row types declare ``revision_id``."""

    revision_id: int | None
    revision_number: int | None = column(Revision.number)
    revision_captured_at: StoredInstant | None = column(Revision.captured_at)
    revision_text_length: int | None = column(Revision.text_length)
    revision_text_sha256: str | None = column(Revision.text_sha256)


def referring(
    statement: AnySelect,
    target: Any,  # noqa: ANN401 - as above
    key: Any,  # noqa: ANN401 - a mapped attribute
    *,
    viewer: Viewer,
) -> AnySelect:
    """Join the record that ``key`` refers to, with nulls if it is hidden.

    References to withdrawn records remain.
    """
    return statement.outerjoin(target, (target.id == key) & seen_beside(target, viewer))
