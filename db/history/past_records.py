"""Snapshots of records at an instant, each read once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from db.engine.prepared import RowT
from db.engine.rows import StoredJson
from db.history.snapshots import (
    current_snapshots,
    instant_of,
    keep_visible_references,
    loaded,
)
from db.queries.as_recorded import list_snapshots_at
from db.queries.snapshots import Snapshot, is_kept
from db.reads.reading import Builder, Reading

# Columns that were added after snapshots without them had been stored.
LATER_COLUMNS: Snapshot = {"embargo_until": None, "merged_into_id": None}


class PastRecords:
    """Records at an instant, as visible to a viewer both now and then.

    A record that is restricted now, or was then, does not exist for other viewers.
    """

    def __init__(
        self, reading: Reading, at: datetime, *, is_trimmed: bool = False
    ) -> None:
        self.reading = reading
        self.at = at
        self._is_trimmed = is_trimmed
        self._snapshots: dict[str, dict[int, Snapshot | None]] = {}

    @cached_property
    def trimmed(self) -> "PastRecords":
        """Return the same records with only what derivations need of them.

        Whole snapshots of the claims of the largest facts take some hundred megabytes.
        """
        if self._is_trimmed:
            return self
        return PastRecords(self.reading, self.at, is_trimmed=True)

    def know(self, resource: str, snapshot: Snapshot) -> None:
        """Use a known snapshot as the state of its record at the instant."""
        known = self._snapshots.setdefault(resource, {})
        known[snapshot["id"]] = self._seen(LATER_COLUMNS | snapshot)

    async def snapshots(
        self, resource: str, record_ids: Iterable[int | None]
    ) -> dict[int, Snapshot]:
        """Return the snapshots of the records that existed then, by id.

        They have no references to records that did not exist for the viewer.
        """
        whole = await self._whole(resource, record_ids)
        snapshots = [(resource, snapshot) for snapshot in whole.values()]
        shown = await keep_visible_references(self.reading, snapshots, self._whole)
        return _existing(zip(whole, shown, strict=True))

    async def snapshot(self, resource: str, record_id: int) -> Snapshot | None:
        """Return the snapshot of a record, if it existed then."""
        return (await self.snapshots(resource, [record_id])).get(record_id)

    async def read(
        self,
        builder: Builder[RowT],
        values: Mapping[str, Any] | None = None,
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> Sequence[RowT]:
        """Run a read with the instant bound as ``at``."""
        bound = {"at": self.at, **(values or {})}
        return await self.reading.scan(builder, bound, **shape)

    async def read_each(
        self, builder: Builder[RowT], name: str, record_ids: Iterable[int]
    ) -> Sequence[RowT]:
        """Run a read for many records in portions, with the instant bound as ``at``."""
        return await self.reading.scan_each(
            builder, name, sorted(record_ids), values={"at": self.at}
        )

    async def _whole(
        self, resource: str, record_ids: Iterable[int | None]
    ) -> dict[int, Snapshot]:
        """Return the snapshots of the records that existed, with all references."""
        known = self._snapshots.setdefault(resource, {})
        wanted = {record_id for record_id in record_ids if record_id is not None}
        missing = sorted(wanted - known.keys())
        if missing:
            known.update(dict.fromkeys(missing))
            known.update(await self._load(resource, missing))
        return _existing((record_id, known[record_id]) for record_id in wanted)

    async def _load(
        self, resource: str, record_ids: Sequence[int]
    ) -> dict[int, Snapshot | None]:
        # In this order: the audit entries reveal a change between the two reads.
        current = await current_snapshots(
            self.reading, resource, record_ids, trimmed=self._is_trimmed
        )
        builder = partial(list_snapshots_at, resource=resource)
        rows = await self.read_each(builder, "record", record_ids)
        created = {
            record_id: snapshot
            for record_id, snapshot in current.items()
            if instant_of(snapshot["created_at"]) <= self.at
        }
        stored = {row.record_id: self._loaded(resource, row.before) for row in rows}
        found = {**created, **stored}
        return {
            record_id: self._seen(snapshot) for record_id, snapshot in found.items()
        }

    def _loaded(self, resource: str, stored: StoredJson) -> Snapshot | None:
        """Return a stored snapshot; None before its record existed."""
        snapshot = loaded(stored)
        return snapshot and {
            name: value
            for name, value in (LATER_COLUMNS | snapshot).items()
            if is_kept(resource, name, trimmed=self._is_trimmed)
        }

    def _seen(self, snapshot: Snapshot | None) -> Snapshot | None:
        """Return a snapshot if the viewer may see it, else None."""
        if snapshot is None or self.reading.viewer.sees_restricted:
            return snapshot
        return snapshot if snapshot["visibility"] == "public" else None


def _existing(found: Iterable[tuple[int, Snapshot | None]]) -> dict[int, Snapshot]:
    """Return the snapshots of the records that existed, by id."""
    return {
        record_id: snapshot for record_id, snapshot in found if snapshot is not None
    }
