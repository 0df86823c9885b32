"""Snapshots of records in their present state, without hidden references."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

import orjson

from db.engine.rows import StoredJson
from db.errors import MergedError, NotFoundError
from db.queries.snapshot_references import (
    find_visible,
    references_in,
    without_hidden,
)
from db.queries.snapshots import (
    Snapshot,
    children_of,
    list_children,
    list_records,
    make_snapshots,
)
from db.reads.reading import Reading

# Returns the records of a resource that may be referred to.
FindVisible = Callable[[str, Sequence[int]], Awaitable[Iterable[int]]]


async def current_snapshots(
    reading: Reading, resource: str, record_ids: Sequence[int], *, trimmed: bool = False
) -> dict[int, Snapshot]:
    """Return the snapshots of records in their present state, live or not, by id."""
    records = partial(list_records, resource=resource, trimmed=trimmed)
    rows = await reading.scan_each(records, "record", record_ids)
    children = {}
    for name in children_of(resource, trimmed=trimmed):
        builder = partial(list_children, resource=resource, name=name, trimmed=trimmed)
        children[name] = await reading.scan_each(builder, "record", record_ids)
    return make_snapshots(resource, rows, children, trimmed=trimmed)


async def without_hidden_references(
    reading: Reading, snapshots: Sequence[tuple[str, Snapshot]]
) -> list[Snapshot | None]:
    """Return snapshots, each of a resource, without references that are hidden now.

    A snapshot of a record that depends on a hidden record is ``None``.
    """

    async def find(resource: str, record_ids: Sequence[int]) -> Iterable[int]:
        builder = partial(find_visible, resource=resource)
        rows = await reading.scan_each(builder, "record", record_ids)
        return [row.id for row in rows]

    return await keep_visible_references(reading, snapshots, find)


async def keep_visible_references(
    reading: Reading, snapshots: Sequence[tuple[str, Snapshot]], find: FindVisible
) -> list[Snapshot | None]:
    """Return snapshots without the references to records that ``find`` omits."""
    if reading.viewer.sees_restricted:
        return [snapshot for _, snapshot in snapshots]
    references = [set(references_in(*one)) for one in snapshots]
    wanted = defaultdict[str, set[int]](set)
    for target, record_id in set().union(*references):
        wanted[target].add(record_id)
    seen = {
        (target, record_id)
        for target, record_ids in wanted.items()
        for record_id in await find(target, sorted(record_ids))
    }
    return [
        # Mostly there is nothing hidden.
        snapshot if of_one <= seen else without_hidden(resource, snapshot, seen)
        for of_one, (resource, snapshot) in zip(references, snapshots, strict=True)
    ]


def loaded(stored: StoredJson) -> Snapshot | None:
    """Return the snapshot of an audit entry, parsed on SQLite, which stores text."""
    snapshot: Snapshot | None = (
        orjson.loads(stored) if isinstance(stored, str) else stored
    )
    return snapshot


def require_shown(
    resource: str, record_id: int, snapshot: Snapshot | None, *, withdrawn: bool
) -> Snapshot:
    """Return a snapshot; raise ``NotFoundError`` or ``MergedError`` if it is hidden.

    Withdrawn records are returned only if requested.
    """
    if snapshot is None or (snapshot["withdrawn_at"] and not withdrawn):
        raise NotFoundError(resource, record_id)
    if into_id := snapshot.get("merged_into_id"):
        raise MergedError(resource, record_id, into_id)
    return snapshot


def instant_of(text: str) -> datetime:
    """Return an instant of a snapshot as a datetime."""
    return datetime.fromisoformat(text)


def instant_or_none(text: str | None) -> datetime | None:
    """Return an instant of a snapshot as a datetime, if there is one."""
    return None if text is None else instant_of(text)
