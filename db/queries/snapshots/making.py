"""Makes snapshots from mapped objects and from rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

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
ReadColumns = Callable[[Any], Sequence[Any]]  # of a mapped object or a row


class Columns(NamedTuple):
    """The columns of a snapshot, and the conversions of some of them to JSON."""

    names: Sequence[str]
    read: ReadColumns
    converted: Sequence[tuple[str, Convert]]


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
    *,
    trimmed: bool = False,
) -> Snapshot:
    """Return the snapshot of a record from a mapped object or a row."""
    snapshot = _values(_columns(resource, trimmed=trimmed), row)
    for name, found in children.items():
        columns = _columns(resource, name, trimmed=trimmed)
        snapshot[name] = [_values(columns, one) for one in found]
    if trimmed:
        return snapshot  # its values are those of JSON already
    loaded: Snapshot = orjson.loads(orjson.dumps(snapshot, option=orjson.OPT_UTC_Z))
    return loaded


def _values(columns: Columns, row: Any) -> Snapshot:  # noqa: ANN401 - as above
    """Return the values of a mapped object or a row in the form of JSON."""
    values = dict(zip(columns.names, columns.read(row), strict=True))
    for name, convert in columns.converted:
        if values[name] is not None:
            values[name] = convert(values[name])
    return values


@cache
def _columns(
    resource: str, child: str | None = None, *, trimmed: bool = False
) -> Columns:
    """Return the columns of a record or a child, with their conversions to JSON.

    They are cached, because each write makes each snapshot twice.
    """
    columns = (
        record_columns(resource, trimmed=trimmed)
        if child is None
        else child_columns(children_of(resource)[child], trimmed=trimmed)
    )
    names = [column.key for column in columns]
    convert_instant = _instant_text if trimmed else json_instant
    conversions = (
        (column.key, _conversion(column, convert_instant)) for column in columns
    )
    converted = [(name, convert) for name, convert in conversions if convert]
    return Columns(names, attrgetter(*names), converted)


def _conversion(column: Column[Any], convert_instant: Convert) -> Convert | None:
    if isinstance(column.type, UtcDateTime):
        return convert_instant
    if isinstance(column.type, Boolean):
        return bool
    return _loaded if isinstance(column.type, JSON) else None


def _instant_text(value: Any) -> Any:  # noqa: ANN401 - text or a datetime
    """Return a stored instant as its text in JSON."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
    return json_instant(value)


def _loaded(value: Any) -> Any:  # noqa: ANN401 - any JSON, or its text
    return orjson.loads(value) if isinstance(value, str) else value


def make_snapshots(
    resource: str,
    rows: Sequence[RecordRow],
    children: Mapping[str, Sequence[ChildRow]],
    *,
    trimmed: bool = False,
) -> dict[int, Snapshot]:
    """Return the snapshots of records by id, from the rows of both builders."""
    grouped = {name: _by_parent(found) for name, found in children.items()}
    made = {}
    for row in rows:
        own = {name: found.get(row.id, ()) for name, found in grouped.items()}
        made[row.id] = make_snapshot(resource, row, own, trimmed=trimmed)
    return made


def _by_parent(children: Iterable[ChildRow]) -> Mapping[int, Sequence[ChildRow]]:
    """Return children by the ids of their records.

    Some may have been created after the records were read.
    """
    found = defaultdict[int, list[ChildRow]](list)
    for child in children:
        found[child.parent_id].append(child)
    return found
