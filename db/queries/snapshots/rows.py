"""Row types of the snapshots of records and children."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Column

from db.engine.prepared import RowT
from db.engine.rows import Row, RowType
from db.queries.snapshots.columns import (
    LOGGED,
    child_columns,
    children_of,
    parent_key,
    record_columns,
)


class RecordRow(Row):
    """A record with the columns of its snapshot; each resource has its own type."""

    id: int


class ChildRow(Row):
    """A child of a record; each relationship of each resource has its own type."""

    parent_id: int


def _record_row(resource: str, *, trimmed: bool) -> type[RecordRow]:
    """Return the row type of a resource, with the columns of its snapshot."""
    found = record_columns(resource, trimmed=trimmed)
    columns = {column.key: column for column in found}
    return _row_type(RecordRow, columns)


def _child_row(resource: str, name: str, *, trimmed: bool) -> type[ChildRow]:
    """Return the row type of a relationship, with the columns of its snapshot."""
    child = children_of(resource)[name]
    found = child_columns(child, trimmed=trimmed)
    columns = {column.key: column for column in found}
    return _row_type(ChildRow, {"parent_id": parent_key(child), **columns})


def _row_type(base: type[RowT], columns: Mapping[str, Column[Any]]) -> type[RowT]:
    namespace = {"__annotations__": dict.fromkeys(columns, Any), **columns}
    return cast("type[RowT]", RowType(f"Snapshot{base.__name__}", (base,), namespace))


RECORD_ROWS = {
    (resource, trimmed): _record_row(resource, trimmed=trimmed)
    for resource in LOGGED
    for trimmed in (False, True)
}
CHILD_ROWS = {
    (resource, name, trimmed): _child_row(resource, name, trimmed=trimmed)
    for resource in LOGGED
    for name in children_of(resource)
    for trimmed in (False, True)
}
