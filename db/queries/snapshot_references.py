"""References of a snapshot to other records, removed if they are hidden.

A column that refers to a hidden record becomes null. A child that depends on a hidden
record is left out. A record that depends on a hidden record is left out as a whole,
because it is at least as restricted.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import Column, select

from db.engine.prepared import prepared
from db.queries.filters import binds
from db.queries.rows import IdRow
from db.queries.snapshots import (
    RECORDS,
    Snapshot,
    child_columns,
    children_of,
    record_columns,
)
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

Reference = tuple[str, int]  # the resource and the id
Columns = Mapping[str, str]  # the resource by referring column
# Columns and children whose referenced records restrict this record.
RESTRICTED_BY: Mapping[str, Collection[str]] = {
    "claim": {"article_id", "attribution"},
    "source": {"article_id"},
}


def _referring(columns: Iterable[Column[object]]) -> Columns:
    return {
        column.key: name
        for column in columns
        for name in _targets(column)
        if name in RECORDS
    }


def _targets(column: Column[object]) -> Iterator[str]:
    """Yield the tables that a column refers to."""
    yield from (key.column.table.name for key in column.foreign_keys)
    if "refers_to" in column.info:
        yield column.info["refers_to"]


# The referring columns of each record, and of each kind of child.
OF_RECORDS: Mapping[str, Columns] = {
    resource: _referring(record_columns(resource)) for resource in RECORDS
}
OF_CHILDREN: Mapping[str, Mapping[str, Columns]] = {
    resource: {
        name: _referring(child_columns(child))
        for name, child in children_of(resource).items()
    }
    for resource in RECORDS
}


@prepared(IdRow)
def find_visible(*, resource: str, count: int, viewer: Viewer) -> AnySelect:
    """Select the visible ones of ``count`` records, live or withdrawn."""
    model = RECORDS[resource]
    return select(model.id).where(
        model.id.in_(binds("record", count)), visible(model, viewer, withdrawn=True)
    )


def references_in(resource: str, snapshot: Snapshot) -> Iterator[Reference]:
    """Yield every reference of a snapshot to another record."""
    yield from _references(snapshot, OF_RECORDS[resource])
    for name, columns in OF_CHILDREN[resource].items():
        for child in snapshot.get(name, ()):
            yield from _references(child, columns)


def without_hidden(
    resource: str, snapshot: Snapshot, seen: Collection[Reference]
) -> Snapshot | None:
    """Return a snapshot without references to records that are not in ``seen``.

    Return ``None`` if the record depends on such a record.
    """
    hidden = _hidden(snapshot, OF_RECORDS[resource], seen)
    shown = snapshot | dict.fromkeys(hidden)
    for name, columns in OF_CHILDREN[resource].items():
        children = snapshot.get(name, ())
        shown[name] = [one for one in children if not any(_hidden(one, columns, seen))]
    followed = RESTRICTED_BY.get(resource, ())
    if any(name in snapshot and shown[name] != snapshot[name] for name in followed):
        return None
    return _without_orphans(shown)


def _references(row: Snapshot, columns: Columns) -> Iterator[Reference]:
    for name, target in columns.items():
        if row.get(name) is not None:
            yield target, row[name]


def _hidden(
    row: Snapshot, columns: Columns, seen: Collection[Reference]
) -> Iterator[str]:
    """Yield the columns that refer to records that are not in ``seen``."""
    for name, target in columns.items():
        if row.get(name) is not None and (target, row[name]) not in seen:
            yield name


def _without_orphans(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot without evidence of assessments that were left out."""
    if "evidence" not in snapshot:
        return snapshot
    held = {one["id"] for one in snapshot["assessments"]}
    evidence = [one for one in snapshot["evidence"] if one["assessment_id"] in held]
    return {**snapshot, "evidence": evidence}
