"""Reads of tags."""

from sqlalchemy import BigInteger, String, select

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Tag
from db.models.base import Visibility
from db.queries.filters import Filter, Shape, binds, conditions
from db.queries.keyset import Order, Place, keyset_page
from db.queries.rows import TotalRow, count_all
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

ORDERS = {
    "name": Order((Tag.name, Tag.id), descending=False),
    "-recorded": Order((Tag.created_at, Tag.id), descending=True),
}
FILTERS: dict[str, Filter] = {}


class TagRow(Row):
    """A tag."""

    id: int = column(Tag.id)
    version: int = column(Tag.version)
    name: str = column(Tag.name)
    visibility: Visibility = column(Tag.visibility)
    embargo_until: StoredInstant | None = column(Tag.embargo_until)
    note: str | None = column(Tag.note)
    created_at: StoredInstant = column(Tag.created_at)
    updated_at: StoredInstant = column(Tag.updated_at)
    withdrawn_at: StoredInstant | None = column(Tag.withdrawn_at)


class FoundTagRow(Row):
    """A tag found by its name."""

    id: int = column(Tag.id)
    name: str = column(Tag.name)
    match_key: str = column(Tag.match_key)


@prepared(TagRow)
def get_tag(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the tag with the id ``tag``."""
    seen = visible(Tag, viewer, withdrawn=withdrawn)
    return TagRow.select().where(Tag.id == parameter("tag"), seen)


@prepared(TagRow)
def list_tags(
    *,
    shape: Shape = (),
    sort: str = "name",
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select a page of the tags that match every filter of ``shape``."""
    statement = TagRow.select().where(
        visible(Tag, viewer, withdrawn=withdrawn), *conditions(shape, FILTERS, viewer)
    )
    return keyset_page(statement, ORDERS[sort], place, limit=limit)


@prepared(TotalRow)
def count_tags(
    *, shape: Shape = (), viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how many tags match every filter of ``shape``."""
    seen = visible(Tag, viewer, withdrawn=withdrawn)
    return count_all(select(Tag.id).where(seen, *conditions(shape, FILTERS, viewer)))


@prepared(FoundTagRow)
def find_tags(*, count: int, viewer: Viewer) -> AnySelect:
    """Select and lock the tags with one of ``count`` match keys.

    A public and a restricted tag may have the same name: the public one comes last.
    """
    keys = binds("key", count, String())
    return (
        FoundTagRow.select()
        .where(Tag.match_key.in_(keys), visible(Tag, viewer))
        .order_by(Tag.visibility.desc())
        .with_for_update(read=True)
    )


@prepared(FoundTagRow)
def find_tag_called(*, viewer: Viewer) -> AnySelect:
    """Select the tag with the match key ``key``, or else with the id ``tag``."""
    is_named = Tag.match_key == parameter("key", String())
    is_it = Tag.id == parameter("tag", BigInteger())
    return (
        FoundTagRow.select()
        .where(is_named | is_it, visible(Tag, viewer))
        .order_by(is_named.desc(), Tag.visibility)
        .limit(1)
    )
