"""Records at an instant, with their survivors at that time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from db.derived.merged import each_merged
from db.history.past_records import PastRecords
from db.queries.snapshots import Snapshot


@dataclass(frozen=True)
class Mergeable:
    """Records of one resource by id, with their survivors."""

    snapshots: Mapping[int, Snapshot]

    def survivor(self, record_id: int) -> Snapshot:
        """Return the survivor of a record, or the record itself."""
        return self.snapshots[self._survivors[record_id]]

    @cached_property
    def _survivors(self) -> Mapping[int, int]:
        merged = defaultdict[int | None, list[int]](list)
        for record_id, snapshot in self.snapshots.items():
            merged[snapshot["merged_into_id"]].append(record_id)
        return {
            one: survivor_id
            for survivor_id in merged[None]
            for one in (survivor_id, *each_merged(survivor_id, merged))
        }

    def survivor_id(self, record_id: int) -> int | None:
        """Return the id of the survivor of a record, if it was merged."""
        survivor_id: int = self.survivor(record_id)["id"]
        return None if survivor_id == record_id else survivor_id

    def families(self) -> dict[int, list[Snapshot]]:
        """Return these records grouped by the ids of their survivors."""
        found: dict[int, list[Snapshot]] = {}
        for record_id, snapshot in self.snapshots.items():
            if snapshot["merged_into_id"]:
                found.setdefault(self.survivor(record_id)["id"], []).append(snapshot)
        return found


async def load_mergeable(
    past: PastRecords, resource: str, record_ids: Iterable[int | None]
) -> Mergeable:
    """Return records and their survivors."""
    snapshots: dict[int, Snapshot] = {}
    wanted = set(record_ids)
    while missing := wanted - {None} - snapshots.keys():
        found = await past.snapshots(resource, missing)
        snapshots |= found
        wanted = {snapshot["merged_into_id"] for snapshot in found.values()}
    return Mergeable(snapshots)
