"""The changes of one record, and the feed of all changes, with snapshots."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.errors import NotFoundError, WithdrawnError
from db.history.snapshots import (
    current_snapshots,
    loaded,
    without_hidden_references,
)
from db.queries.changes import (
    NEWEST_FIRST,
    OLDEST_FIRST,
    ChangeRow,
    find_withdrawal,
    list_feed,
    list_history,
)
from db.queries.replacements import find_correction, find_reprinted
from db.queries.snapshots import Snapshot
from db.reads.pages import IndexedListing, Page, PageQuery
from db.reads.reading import Reading

FEED = IndexedListing(list_feed, OLDEST_FIRST)
HISTORY = IndexedListing(list_history, NEWEST_FIRST)
# Records of other resources are only replaced by the survivor of a merge.
REPLACED_BY = {"article": find_reprinted, "claim": find_correction}
Sides = tuple[Snapshot, Snapshot]  # before and after a change; empty without a snapshot


@dataclass(frozen=True)
class ChangeDetail:
    """A change with the snapshots before and after it, as visible to the viewer.

    A hidden snapshot is None.
    """

    row: ChangeRow
    before: Snapshot | None
    after: Snapshot | None


@dataclass(frozen=True)
class ChangePage:
    """A page of changes with their snapshots."""

    page: Page[ChangeRow]
    changes: Sequence[ChangeDetail]


async def list_feed_page(
    reading: Reading, query: PageQuery, *, after: int, since: datetime | None
) -> ChangePage:
    """Return a page of all changes after the id ``after``, the oldest first.

    With ``since``, the page starts at the first change of that instant or later.
    """
    values = {"after": after} | ({"since": since} if since else {})
    page = await FEED.page(reading, query, values, since=since is not None)
    return ChangePage(page, await _with_sides(reading, page.rows))


async def list_history_page(
    reading: Reading, query: PageQuery, *, resource: str, record_id: int
) -> ChangePage:
    """Return a page of the changes of one record, the newest first.

    Raise ``NotFoundError``.
    """
    of_record = {"record": record_id}
    page = await HISTORY.page(reading, query, of_record, resource=resource)
    # Records that were loaded in bulk have no audit entries.
    if not page.rows and not await current_snapshots(reading, resource, [record_id]):
        raise NotFoundError(resource, record_id)
    return ChangePage(page, await _with_sides(reading, page.rows))


async def refuse_withdrawn(reading: Reading, resource: str, record_id: int) -> None:
    """Raise ``WithdrawnError`` if a record is withdrawn and visible to the viewer."""
    rows = await reading.rows(find_withdrawal, {"record": record_id}, resource=resource)
    if not rows or rows[0].withdrawn_at is None:
        return
    reason, replaced_by = rows[0].reason, None
    if resource in REPLACED_BY:
        found = await reading.rows(REPLACED_BY[resource], {"record": record_id})
        replaced_by = found[0].id if found else None
    raise WithdrawnError(resource, record_id, reason, replaced_by=replaced_by)


async def _with_sides(
    reading: Reading, rows: Sequence[ChangeRow]
) -> Sequence[ChangeDetail]:
    """Return changes, each with the snapshot that followed it."""
    live = {
        resource: await current_snapshots(reading, resource, sorted(ids))
        for resource, ids in _newest(rows).items()
    }
    snapshots = [
        (row.resource, snapshot)
        for row in rows
        for snapshot in _sides(row, live.get(row.resource, {}).get(row.record_id, {}))
    ]
    seen = await without_hidden_references(reading, snapshots)
    changes = zip(rows, seen[::2], seen[1::2], strict=True)
    return [ChangeDetail(row, before, after) for row, before, after in changes]


def _newest(rows: Iterable[ChangeRow]) -> Mapping[str, set[int]]:
    """Return the records whose newest change is among ``rows``, by resource."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.after is None:
            found[row.resource].add(row.record_id)
    return found


def _sides(row: ChangeRow, live: Snapshot) -> Sides:
    """Return the snapshots before and after a change; ``live`` is the newest state."""
    if row.action == "read":
        return {}, {}
    after = loaded(row.after)
    return loaded(row.before) or {}, live if after is None else after
