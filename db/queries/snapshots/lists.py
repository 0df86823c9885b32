"""Selects of records and children with the columns of their snapshots."""

from db.engine.prepared import prepared_by
from db.queries.filters import binds
from db.queries.snapshots.columns import LOGGED, RECORDS, children_of, parent_key
from db.queries.snapshots.rows import CHILD_ROWS, RECORD_ROWS
from db.queries.visibility import keys_seen, visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


@prepared_by(lambda *, resource, trimmed=False, **_: RECORD_ROWS[resource, trimmed])
def list_records(
    *, resource: str, count: int, trimmed: bool = False, viewer: Viewer
) -> AnySelect:
    """Select ``count`` records with the columns of their snapshots, also withdrawn."""
    model = RECORDS.get(resource)
    return (
        RECORD_ROWS[resource, trimmed]
        .select()
        .where(LOGGED[resource].id.in_(binds("record", count)))
        .where(visible(model, viewer, withdrawn=True) if model else keys_seen(viewer))
    )


@prepared_by(
    lambda *, resource, name, trimmed=False, **_: CHILD_ROWS[resource, name, trimmed]
)
def list_children(
    *, resource: str, name: str, count: int, trimmed: bool = False, viewer: Viewer
) -> AnySelect:
    """Select the children of ``count`` records, as ``parent_id`` and their columns."""
    model, child = RECORDS[resource], children_of(resource)[name]
    parent = parent_key(child)
    return (
        CHILD_ROWS[resource, name, trimmed]
        .select()
        .join(model, child.primaryjoin)
        .where(parent.in_(binds("record", count)))
        .where(visible(model, viewer, withdrawn=True))
        .order_by(parent, *(child.order_by or ()))
    )
