"""Reads that find sources by what other registers call them."""

from sqlalchemy import String, select

from db.engine.prepared import parameter, untyped
from db.models import Source, SourceIdentifier
from db.queries.filters import binds
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


@untyped
def find_identified(
    *, count: int, viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select the sources with one of ``count`` values in ``scheme``, live ones last."""
    return (
        select(
            SourceIdentifier.value,
            Source.id,
            Source.kind,
            Source.article_id,
            Source.merged_into_id,
        )
        .join(Source, Source.id == SourceIdentifier.source_id)
        .where(SourceIdentifier.scheme == parameter("scheme", String()))
        .where(SourceIdentifier.value.in_(binds("value", count, String())))
        .where(visible(SourceIdentifier, viewer, withdrawn=withdrawn))
        .where(visible(Source, viewer, withdrawn=withdrawn))
        .order_by(Source.withdrawn_at.is_(None), Source.id)
    )
