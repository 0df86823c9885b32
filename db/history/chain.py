"""Checks that audit entries and the records that they describe are unchanged."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

import orjson

from db.history.snapshots import current_snapshots
from db.models.change import ATTESTED
from db.queries.snapshots import Snapshot, shape_of
from db.queries.verify.chain import (
    EntryRow,
    StateRow,
    find_redaction,
    list_entries,
    list_erased,
    list_logged,
    list_states,
    list_unlogged,
)
from db.reads.reading import Reading
from db.values.chain import (
    GENESIS,
    Erased,
    Link,
    content_digest,
    link_hash,
    state_digest,
)
from db.values.types import to_datetime

RETRIES = 2  # a record may change between two reads


@dataclass
class Chain:
    """The result of a check: the ids of broken entries, and the reach of a hash."""

    entries: int = 0
    newest: str = GENESIS
    until: int | None = None  # the number of entries that the known hash covers
    unlinked: list[int] = field(default_factory=list)
    altered: list[int] = field(default_factory=list)


async def check_chain(reading: Reading, *, since: str | None = None) -> Chain:
    """Recompute the chain from its first entry, and search for the hash ``since``."""
    chain, after = Chain(), 0
    while rows := await reading.scan(list_entries, {"after": after}):
        for row in rows:
            if link_hash(chain.newest, _link(row)) != row.hash:
                chain.unlinked.append(row.id)
            if not await _says_the_same(reading, row):
                chain.altered.append(row.id)
            chain.entries += 1
            chain.newest = row.hash
            if row.hash == since:
                chain.until = chain.entries
        after = rows[-1].id
    return chain


def _link(row: EntryRow) -> Link:
    plain = {name: getattr(row, name) for name in Link._fields}
    return Link(**plain | {"at": to_datetime(row.at)})


async def _says_the_same(reading: Reading, row: EntryRow) -> bool:
    """Return whether the content of an entry is unchanged, or redacted."""
    resource = row.resource.removesuffix(ATTESTED)
    of_record = {"record": row.record_id}
    if row.salt is None:
        after = of_record | {"after": row.id}
        return bool(await reading.rows(find_redaction, after, resource=resource))
    left: Erased = ()
    if row.action == "redact":
        until = of_record | {"until": row.id}
        found = await reading.rows(list_erased, until, resource=resource)
        left = [(one.id, one.stored, one.reason) for one in found]
    digest = content_digest(row.salt, row.stored, reason=row.reason, erased=left)
    return digest == row.digest


async def altered_records(reading: Reading, resource: str) -> list[int]:
    """Return the ids of the records that differ from their latest audit entry."""
    after, found = 0, list[int]()
    while rows := await reading.scan(list_logged, {"after": after}, resource=resource):
        suspects = [row.id for row in rows]
        for _ in range(1 + RETRIES):
            suspects = await _other_than_left(reading, resource, suspects)
        found += suspects
        after = rows[-1].id
    return found


async def unlogged_records(reading: Reading, resource: str) -> list[int]:
    """Return the first records without an audit entry."""
    rows = await reading.scan(list_unlogged, {}, resource=resource)
    return [row.id for row in rows]


async def _other_than_left(
    reading: Reading, resource: str, record_ids: Sequence[int]
) -> list[int]:
    if not record_ids:
        return []
    current = await current_snapshots(reading, resource, record_ids)
    states = partial(list_states, resource=resource)
    rows = await reading.scan_each(states, "record", record_ids)
    shape = shape_of(resource)
    return [
        record_id
        for record_id, entries in groupby(rows, lambda row: row.record_id)
        if not _is_as_left(list(entries), current.get(record_id), shape)
    ]


def _is_as_left(
    entries: Sequence[StateRow], current: Snapshot | None, shape: str
) -> bool:
    """Return whether the state after each entry equals the next snapshot."""
    following, columns = current, shape
    for entry in reversed(entries):
        if following is None or _differs(entry, following, columns):
            return False
        if entry.stored is not None:
            following, columns = orjson.loads(entry.stored), entry.shape or ""
    return True


def _differs(entry: StateRow, snapshot: Snapshot, shape: str) -> bool:
    """Return whether the state after an entry differs from a snapshot.

    This is unknown, and false, if a redaction erased the salt or columns were added
    since.
    """
    if entry.salt is None or entry.shape != shape:
        return False
    return state_digest(entry.salt, snapshot) != entry.state
