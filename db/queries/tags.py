"""Reads over tags."""

from sqlalchemy import String, func, select

from db.engine.prepared import parameter, untyped
from db.models import Tag
from db.queries.filters import Filter, Shape, binds, conditions
from db.queries.keyset import Order, Place, keyset_page
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

ORDERS = {
    "name": Order((Tag.name, Tag.id), descending=False),
    "-recorded": Order((Tag.created_at, Tag.id), descending=True),
}
ROW = (
    Tag.id,
    Tag.version,
    Tag.name,
    Tag.visibility,
    Tag.embargo_until,
    Tag.note,
    Tag.created_at,
    Tag.updated_at,
    Tag.withdrawn_at,
)
FILTERS: dict[str, Filter] = {}


@untyped
def get_tag(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the tag with the id ``tag``."""
    seen = visible(Tag, viewer, withdrawn=withdrawn)
    return select(*ROW).where(Tag.id == parameter("tag"), seen)


@untyped
def list_tags(
    *,
    shape: Shape = (),
    sort: str = "name",
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select a page of the tags that every filter of ``shape`` lets through."""
    statement = select(*ROW).where(
        visible(Tag, viewer, withdrawn=withdrawn), *conditions(shape, FILTERS, viewer)
    )
    return keyset_page(statement, ORDERS[sort], place, limit=limit)


@untyped
def count_tags(
    *, shape: Shape = (), viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how many tags every filter of ``shape`` lets through."""
    seen = visible(Tag, viewer, withdrawn=withdrawn)
    return select(func.count(Tag.id).label("total")).where(
        seen, *conditions(shape, FILTERS, viewer)
    )


@untyped
def find_tags(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the tags with one of ``count`` names, and keep them from being withdrawn.

    A name that two have, of which one is restricted, ends with the public one.
    """
    names = binds("name", count, String())
    return (
        select(Tag.id, Tag.name)
        .where(Tag.name.in_(names), visible(Tag, viewer))
        .order_by(Tag.visibility.desc())
        .with_for_update(read=True)
    )
