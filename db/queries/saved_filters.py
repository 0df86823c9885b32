"""Reads of saved filters, which an analyst owns or shares."""

from sqlalchemy import BigInteger, ColumnElement, and_

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Analyst, SavedFilter
from db.models.saved_filter import FilteredKind
from db.queries.keyset import Order, Place, keyset_page
from db.queries.visibility import analysts_seen
from db.values.types import AnySelect
from db.values.viewer import Viewer

OLDEST_SAVED = Order((SavedFilter.id,), descending=False)


class SavedFilterRow(Row):
    """A saved filter with the name of its owner."""

    id: int = column(SavedFilter.id)
    version: int = column(SavedFilter.version)
    owner_id: int = column(SavedFilter.owner_id)
    owner_name: str = column(Analyst.name)
    name: str = column(SavedFilter.name)
    kind: FilteredKind = column(SavedFilter.kind)
    query: str = column(SavedFilter.query)
    shared: bool = column(SavedFilter.is_shared)
    created_at: StoredInstant = column(SavedFilter.created_at)
    updated_at: StoredInstant = column(SavedFilter.updated_at)


def filters_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Match the filters of ``owner`` and shared ones, for analysts; else none."""
    is_own = SavedFilter.owner_id == parameter("owner", BigInteger())
    return and_(is_own | SavedFilter.is_shared, analysts_seen(viewer))


@prepared(SavedFilterRow)
def get_saved_filter(*, viewer: Viewer) -> AnySelect:
    """Select the filter with the id ``filter``, if ``owner`` may see it."""
    found = SavedFilterRow.select().join(Analyst, Analyst.id == SavedFilter.owner_id)
    is_it = SavedFilter.id == parameter("filter", BigInteger())
    return found.where(is_it, filters_seen(viewer))


@prepared(SavedFilterRow)
def list_saved_filters(
    *, place: Place = Place(), limit: int, viewer: Viewer
) -> AnySelect:
    """Select a page of the filters that ``owner`` may see."""
    found = SavedFilterRow.select().join(Analyst, Analyst.id == SavedFilter.owner_id)
    seen = found.where(filters_seen(viewer))
    return keyset_page(seen, OLDEST_SAVED, place, limit=limit)
