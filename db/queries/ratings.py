"""Reads over how far sources are relied on."""

from sqlalchemy import select

from db.engine.prepared import parameter, untyped
from db.models import Rating, Source
from db.queries.keyset import Order, Place, keyset_page
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

OLDEST_RATED = Order((Rating.id,), descending=False)


@untyped
def list_ratings(*, place: Place = Place(), limit: int, viewer: Viewer) -> AnySelect:
    """Select a page of what stands of how the source ``source`` is rated."""
    statement = (
        select(
            Rating.id,
            Rating.source_id,
            Rating.reliability,
            Rating.topic,
            Rating.reason,
            Rating.created_at,
        )
        .join(Source, Source.id == Rating.source_id)
        .where(Rating.source_id == parameter("source"))
        .where(Rating.superseded_at.is_(None), Source.merged_into_id.is_(None))
        .where(visible(Source, viewer))
    )
    return keyset_page(statement, OLDEST_RATED, place, limit=limit)
