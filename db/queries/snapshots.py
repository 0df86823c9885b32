"""Snapshots: whole records as JSON, with the columns of their children.

The history keeps the snapshot of a record before each change. It is made of mapped
objects when a record is about to change, and of rows when the current snapshot is read:
both give the same snapshot of the same record.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import orjson
from sqlalchemy import JSON, Boolean, Column, inspect
from sqlalchemy.orm import RelationshipProperty

from db.engine.prepared import RowT, prepared_by
from db.engine.rows import Row, RowType
from db.models import (
    Article,
    Base,
    Claim,
    Editable,
    Fact,
    Identity,
    Source,
    Tag,
)
from db.models.claim_order import CARRIED, ClaimOrder
from db.queries.filters import binds
from db.queries.visibility import visible
from db.values.types import AnySelect, UtcDateTime, instant
from db.values.viewer import Viewer

Snapshot = dict[str, Any]

RECORDS: dict[str, type[Editable | Identity]] = {
    model.__tablename__: model
    for model in (Source, Article, Claim, Fact, Tag, Identity)
}
# Columns that are computed from others, or long texts with a stored SHA-256.
LEFT_OUT = {"folded", "match_key", "statement_key", "survivor_id"}
LEFT_OUT_OF_CLAIMS = {"outlet_id"}  # the snapshot of the article has it
LEFT_OUT_OF_CHILDREN = {
    "folded",
    "match_key",
    "scope",
    "text",
    "url_key",
    "value_key",
    "visibility",
    "withdrawn_at",
    # These are computed from judgements, printed sources and merges.
    "fact_id",
    "source_id",
    "superseded_at",
}


class RecordRow(Row):
    """A record with the columns of its snapshot; each resource has its own type."""

    id: int


class ChildRow(Row):
    """A child of a record; each relationship of each resource has its own type."""

    parent_id: int


def snapshot_of(record: Editable | Identity) -> Snapshot:
    """Return the snapshot of a mapped object whose children are loaded."""
    children = {
        name: getattr(record, name) for name in children_of(record.__tablename__)
    }
    return make_snapshot(record.__tablename__, record, children)


def make_snapshot(
    resource: str,
    row: Any,  # noqa: ANN401 - a mapped object or a row
    children: Mapping[str, Iterable[Any]],
) -> Snapshot:
    """Return the snapshot of a record from a mapped object or a row."""
    snapshot = {column.key: plain(column, row) for column in record_columns(resource)}
    for name, child in children_of(resource).items():
        columns = child_columns(child)
        snapshot[name] = [
            {c.key: plain(c, one) for c in columns} for one in children[name]
        ]
    loaded: Snapshot = orjson.loads(orjson.dumps(snapshot, option=orjson.OPT_UTC_Z))
    return loaded


def children_of(resource: str) -> dict[str, RelationshipProperty[Any]]:
    """Return the relationships of a record: all of them lead to its children."""
    model: type[Base] = RECORDS[resource]
    return dict(inspect(model).relationships.items())


def record_columns(resource: str) -> list[Column[Any]]:
    """Return the columns of a record that its snapshot has."""
    table = RECORDS[resource].__table__
    columns = cast("Iterable[Column[Any]]", table.columns)
    left_out = LEFT_OUT | (LEFT_OUT_OF_CLAIMS if resource == "claim" else set())
    return [column for column in columns if column.key not in left_out]


def child_columns(child: RelationshipProperty[Any]) -> list[Column[Any]]:
    """Return the columns of a child that the snapshot of its parent has."""
    parent, left_out = _parent_key(child), LEFT_OUT_OF_CHILDREN
    if issubclass(child.mapper.class_, ClaimOrder):
        left_out = left_out | CARRIED.keys()
    return [
        column
        for column in child.target.columns
        if column.key not in left_out and column is not parent
    ]


def plain(column: Column[Any], row: Any) -> Any:  # noqa: ANN401 - any column's value
    """Return a mapped value, or one from the driver, as it is in JSON."""
    value = getattr(row, column.key)
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return instant(value)
    if isinstance(column.type, Boolean):
        return bool(value)
    if isinstance(column.type, JSON) and isinstance(value, str):
        return orjson.loads(value)
    return value


def _record_row(resource: str) -> type[RecordRow]:
    """Return the row type of a resource: the columns in a snapshot."""
    columns = {column.key: column for column in record_columns(resource)}
    return _row_type(RecordRow, columns)


def _child_row(resource: str, name: str) -> type[ChildRow]:
    """Return the row type of a relationship: the columns in a snapshot."""
    child = children_of(resource)[name]
    columns = {column.key: column for column in child_columns(child)}
    return _row_type(ChildRow, {"parent_id": _parent_key(child), **columns})


def _row_type(base: type[RowT], columns: Mapping[str, Column[Any]]) -> type[RowT]:
    namespace = {"__annotations__": dict.fromkeys(columns, Any), **columns}
    return cast("type[RowT]", RowType(f"Snapshot{base.__name__}", (base,), namespace))


def _parent_key(child: RelationshipProperty[Any]) -> Column[Any]:
    ((_, column),) = child.local_remote_pairs or ()
    return cast("Column[Any]", column)


RECORD_ROWS = {resource: _record_row(resource) for resource in RECORDS}
CHILD_ROWS = {
    (resource, name): _child_row(resource, name)
    for resource in RECORDS
    for name in children_of(resource)
}


@prepared_by(lambda *, resource, **_: RECORD_ROWS[resource])
def list_records(*, resource: str, count: int, viewer: Viewer) -> AnySelect:
    """Select ``count`` records with the columns of their snapshots, also withdrawn."""
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
    parent = _parent_key(child)
    return (
        CHILD_ROWS[resource, name]
        .select()
        .join(model, child.primaryjoin)
        .where(parent.in_(binds("record", count)))
        .where(visible(model, viewer, withdrawn=True))
        .order_by(parent, *(child.order_by or ()))
    )


def make_snapshots(
    resource: str, rows: Sequence[RecordRow], children: Mapping[str, Sequence[ChildRow]]
) -> dict[int, Snapshot]:
    """Return the snapshots of records by id, from the rows of both builders above."""
    grouped: dict[int, dict[str, list[ChildRow]]] = {
        row.id: {name: [] for name in children} for row in rows
    }
    for name, found in children.items():
        for child in found:
            if (
                child.parent_id in grouped
            ):  # or it was created after its parent was read
                grouped[child.parent_id][name].append(child)
    return {row.id: make_snapshot(resource, row, grouped[row.id]) for row in rows}
