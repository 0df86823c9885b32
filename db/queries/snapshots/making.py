"""Snapshots made of mapped objects and of rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import JSON, Boolean, Column

from db.models import Editable, Identity
from db.queries.snapshots.columns import (
    Snapshot,
    child_columns,
    children_of,
    record_columns,
)
from db.queries.snapshots.rows import ChildRow, RecordRow
from db.values.types import UtcDateTime, instant


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


def make_snapshots(
    resource: str, rows: Sequence[RecordRow], children: Mapping[str, Sequence[ChildRow]]
) -> dict[int, Snapshot]:
    """Return the snapshots of records by id, from the rows of both builders."""
    grouped: dict[int, dict[str, list[ChildRow]]] = {
        row.id: {name: [] for name in children} for row in rows
    }
    for name, found in children.items():
        for child in found:
            # Others were created after their parents were read.
            if child.parent_id in grouped:
                grouped[child.parent_id][name].append(child)
    return {row.id: make_snapshot(resource, row, grouped[row.id]) for row in rows}
