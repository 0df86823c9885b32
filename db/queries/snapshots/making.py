"""Makes snapshots from mapped objects and from rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import JSON, Boolean, Column

from db.queries.snapshots.columns import (
    Logged,
    Snapshot,
    child_columns,
    children_of,
    record_columns,
)
from db.queries.snapshots.rows import ChildRow, RecordRow
from db.values.types import UtcDateTime, json_instant

Convert = Callable[[Any], Any]
Conversions = Sequence[tuple[str, Convert | None]]


def snapshot_of(record: Logged) -> Snapshot:
    """Return the snapshot of a mapped object whose children are loaded."""
    children = {
        name: list(_current(getattr(record, name)))
        for name in children_of(record.__tablename__)
    }
    return make_snapshot(record.__tablename__, record, children)


def _current(children: Iterable[Any]) -> Iterator[Any]:
    """Yield children without judgements that were superseded after they were loaded."""
    for child in children:
        if getattr(child, "superseded_at", None) is None:
            yield child


def make_snapshot(
    resource: str,
    row: Any,  # noqa: ANN401 - a mapped object or a row
    children: Mapping[str, Iterable[Any]],
) -> Snapshot:
    """Return the snapshot of a record from a mapped object or a row."""
    snapshot = _values(_conversions(resource), row)
    for name in children_of(resource):
        columns = _conversions(resource, name)
        snapshot[name] = [_values(columns, one) for one in children[name]]
    loaded: Snapshot = orjson.loads(orjson.dumps(snapshot, option=orjson.OPT_UTC_Z))
    return loaded


def _values(columns: Conversions, row: Any) -> Snapshot:  # noqa: ANN401 - as above
    """Return the values of a mapped object or a row in the form of JSON."""
    return {
        name: value
        if (value := getattr(row, name)) is None or convert is None
        else convert(value)
        for name, convert in columns
    }


@cache
def _conversions(resource: str, child: str | None = None) -> Conversions:
    """Return the columns of a record or a child, each with its conversion to JSON.

    They are cached, because each write makes each snapshot twice.
    """
    columns = (
        record_columns(resource)
        if child is None
        else child_columns(children_of(resource)[child])
    )
    return [(column.key, _conversion(column)) for column in columns]


def _conversion(column: Column[Any]) -> Convert | None:
    if isinstance(column.type, UtcDateTime):
        return json_instant
    if isinstance(column.type, Boolean):
        return bool
    return _loaded if isinstance(column.type, JSON) else None


def _loaded(value: Any) -> Any:  # noqa: ANN401 - any JSON, or its text
    return orjson.loads(value) if isinstance(value, str) else value


def make_snapshots(
    resource: str, rows: Sequence[RecordRow], children: Mapping[str, Sequence[ChildRow]]
) -> dict[int, Snapshot]:
    """Return the snapshots of records by id, from the rows of both builders."""
    grouped: dict[int, dict[str, list[ChildRow]]] = {
        row.id: {name: [] for name in children} for row in rows
    }
    for name, found in children.items():
        for child in found:
            # Other children were created after their parents were read.
            if child.parent_id in grouped:
                grouped[child.parent_id][name].append(child)
    return {row.id: make_snapshot(resource, row, grouped[row.id]) for row in rows}
