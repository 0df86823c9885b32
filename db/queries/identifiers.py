"""Reads of sources by their identifiers in other registers."""

from sqlalchemy import String

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import Source, SourceIdentifier
from db.models.source import SourceKind
from db.queries.filters import binds
from db.queries.survivors import survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


class IdentifiedRow(Row):
    """A source with a looked-up identifier, and the value of the identifier."""

    value: str = column(SourceIdentifier.value)
    id: int = column(Source.id)
    kind: SourceKind = column(Source.kind)
    article_id: int | None = column(Source.article_id)
    survivor_id: int = column(survivor_of(Source))


@prepared(IdentifiedRow)
def find_identified(
    *, count: int, viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select the sources with one of ``count`` values in ``scheme``, live ones last."""
    return (
        IdentifiedRow.select()
        .join(Source, Source.id == SourceIdentifier.source_id)
        .where(SourceIdentifier.scheme == parameter("scheme", String()))
        .where(SourceIdentifier.value.in_(binds("value", count, String())))
        .where(visible(SourceIdentifier, viewer, withdrawn=withdrawn))
        .where(visible(Source, viewer, withdrawn=withdrawn))
        .order_by(Source.withdrawn_at.is_(None), Source.id)
    )
