"""Reads of whole records, with the columns that their snapshots have.

Each resource, and each kind of children of it, has a row type of its own, made of the
columns of its table.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement

from db.engine.prepared import prepared_by
from db.engine.rows import Row, RowType
from db.queries.filters import binds
from db.queries.snapshots import (
    RECORDS,
    Image,
    child_columns,
    children_of,
    make_image,
    parent_key,
    record_columns,
)
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

RowT = TypeVar("RowT", bound=Row)


class RecordRow(Row):
    """A record with the columns of its snapshot."""

    id: int


class ChildRow(Row):
    """A child of a record with the columns of its snapshot."""

    parent_id: int


def _row_type(
    name: str, base: type[RowT], columns: Mapping[str, ColumnElement[Any]]
) -> type[RowT]:
    """Return the row type that has these columns of a table."""
    namespace = {"__annotations__": dict.fromkeys(columns, Any), **columns}
    made: Any = RowType(name, (base,), namespace)
    return cast("type[RowT]", made)


def _record_row(resource: str) -> type[RecordRow]:
    columns = {column.key: column for column in record_columns(resource)}
    return _row_type(f"{resource}_record", RecordRow, columns)


def _child_row(resource: str, name: str) -> type[ChildRow]:
    child = children_of(resource)[name]
    columns = {column.key: column for column in child_columns(child)}
    own = {"parent_id": parent_key(child), **columns}
    return _row_type(f"{resource}_{name}", ChildRow, own)


RECORD_ROWS = {resource: _record_row(resource) for resource in RECORDS}
CHILD_ROWS = {
    (resource, name): _child_row(resource, name)
    for resource in RECORDS
    for name in children_of(resource)
}


@prepared_by(lambda *, resource, **_: RECORD_ROWS[resource])
def list_records(*, resource: str, count: int, viewer: Viewer) -> AnySelect:
    """Select ``count`` records with the columns of their snapshots, live or not."""
    model = RECORDS[resource]
    return (
        RECORD_ROWS[resource]
        .select()
        .where(model.id.in_(binds("record", count)))
        .where(visible(model, viewer, withdrawn=True))
    )


@prepared_by(lambda *, resource, name, **_: CHILD_ROWS[resource, name])
def list_children(*, resource: str, name: str, count: int, viewer: Viewer) -> AnySelect:
    """Select the children of ``count`` records, as ``parent_id`` and their columns."""
    model, child = RECORDS[resource], children_of(resource)[name]
    parent = parent_key(child)
    return (
        CHILD_ROWS[resource, name]
        .select()
        .join(model, child.primaryjoin)
        .where(parent.in_(binds("record", count)))
        .where(visible(model, viewer, withdrawn=True))
        .order_by(parent, *(child.order_by or ()))
    )


def make_images(
    resource: str,
    rows: Sequence[RecordRow],
    children: Mapping[str, Sequence[ChildRow]],
) -> dict[int, Image]:
    """Return the snapshots of records by id, from the rows of both reads above."""
    grouped: dict[int, dict[str, list[ChildRow]]] = {
        row.id: {name: [] for name in children} for row in rows
    }
    for name, found in children.items():
        for child in found:
            if child.parent_id in grouped:  # else newer than that
                grouped[child.parent_id][name].append(child)
    return {row.id: make_image(resource, row, grouped[row.id]) for row in rows}
