"""Facts at an instant, with merged facts and judgements at that time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from db.derived.merged import each_merged
from db.history.mergeable import Mergeable
from db.history.past_records import PastRecords
from db.history.snapshots import instant_of, instant_or_none, require_shown
from db.history.sources import load_sources
from db.models.fact_state import code_of
from db.queries.as_recorded import list_merged_facts
from db.queries.facts import FactRow
from db.queries.snapshots import Snapshot
from db.values.dates import TICK, end_of

NO_FACT: Snapshot = {"slug": None, "statement": None}


class Facts:
    """Facts by id, with the merges from and to each fact."""

    def __init__(self, snapshots: Mapping[int, Snapshot], assessors: Mergeable) -> None:
        self.snapshots = snapshots
        self._assessors = assessors
        self._merged = defaultdict[int | None, list[int]](list)
        for snapshot in sorted(snapshots.values(), key=_merged_at):
            self._merged[snapshot["merged_into_id"]].append(snapshot["id"])
        self._survivors = {
            member: survivor
            for survivor in self._merged[None]
            for member in self.members(survivor)
        }
        self._places = {one: place for place, one in enumerate(self._survivors)}

    def survivor(self, fact_id: int) -> int:
        """Return the id of the survivor of a fact, or its own id."""
        return self._survivors[fact_id]

    def precedence(self, fact_id: int) -> int:
        """Return the place of a fact among those with its survivor.

        Of judgements on two merged facts, the one with the smaller place counts.
        """
        return self._places[fact_id]

    def members(self, fact_id: int) -> Iterator[int]:
        """Yield a fact and the facts merged into it, by precedence."""
        yield fact_id
        yield from each_merged(fact_id, self._merged)

    def outcome(self, fact_id: int) -> Snapshot | None:
        """Return the outcome that counted for a fact."""
        for member in self.members(fact_id):
            for outcome in self.snapshots[member]["outcomes"]:
                found: Snapshot = outcome
                return found
        return None

    def assessments(self, fact_id: int) -> list[Snapshot]:
        """Return the assessments that counted for a fact."""
        found: dict[Any, Snapshot] = {}
        for member in self.members(fact_id):
            for one in self.snapshots[member]["assessments"]:
                key = one["assessor_id"], one["as_of"]
                found.setdefault(key, {**one, "fact_id": fact_id})
        return list(found.values())

    def assessor(self, assessment: Snapshot) -> int | None:
        """Return the survivor of an assessor at that time; null means our own desk."""
        assessor_id = assessment["assessor_id"]
        return assessor_id and int(self._assessors.survivor(assessor_id)["id"])

    def verdicts(self, fact_id: int) -> list[Any]:
        """Return the latest verdicts of each assessor about a fact."""
        latest: dict[int | None, list[Snapshot]] = {}
        for one in self.assessments(fact_id):
            latest.setdefault(self.assessor(one), []).append(one)
        return [verdict for given in latest.values() for verdict in _last_of(given)]


async def load_facts(
    past: PastRecords, fact_ids: Iterable[int | None], *, merged: bool = True
) -> Facts:
    """Return facts with their survivors and parents, and those merged into them."""
    wanted = {fact_id for fact_id in fact_ids if fact_id is not None}
    if merged:
        wanted |= {row.id for row in await past.read(list_merged_facts)}
    snapshots = await _with_relatives(past, wanted)
    assessors = (
        one["assessor_id"]
        for snapshot in snapshots.values()
        for one in snapshot["assessments"]
    )
    return Facts(snapshots, await load_sources(past, assessors))


async def _with_relatives(past: PastRecords, wanted: Set[int]) -> dict[int, Snapshot]:
    """Return facts with their survivors and parents, recursively."""
    snapshots: dict[int, Snapshot] = {}
    while missing := wanted - snapshots.keys():
        found = await past.snapshots("fact", missing)
        snapshots |= found
        relatives = {
            snapshot[name]
            for snapshot in found.values()
            for name in ("merged_into_id", "parent_id")
        }
        wanted = relatives - {None}
    return snapshots


async def require_fact_at(
    past: PastRecords, fact_id: int, *, withdrawn: bool = False
) -> Facts:
    """Return a fact and its merges; raise ``NotFoundError`` or ``MergedError``."""
    facts = await load_facts(past, [fact_id])
    snapshot = facts.snapshots.get(fact_id)
    require_shown("fact", fact_id, snapshot, withdrawn=withdrawn)
    return facts


def fact_row(facts: Facts, fact_id: int, past: PastRecords) -> FactRow:
    """Return a fact as a row."""
    snapshot, outcome = facts.snapshots[fact_id], facts.outcome(fact_id)
    resolves_by = instant_or_none(snapshot["resolves_by"])
    code = code_of(
        outcome["value"] if outcome else None,
        facts.verdicts(fact_id),
        due=resolves_by is not None and end_of(resolves_by) < past.at + TICK,
    )
    return FactRow.of(
        {
            **_outcome_columns(outcome),
            **snapshot,
            **_ref_columns(facts, snapshot, "parent"),
            **_ref_columns(facts, snapshot, "merged_into"),
            "code": code,
        }
    )


def _last_of(assessments: Sequence[Snapshot]) -> list[Any]:
    """Return the verdicts of one assessor at the latest instant."""
    last = max(instant_of(one["as_of"]) for one in assessments)
    return [one["verdict"] for one in assessments if instant_of(one["as_of"]) == last]


def _outcome_columns(outcome: Snapshot | None) -> dict[str, Any]:
    """Return the outcome of a fact as columns of its row."""
    if outcome is None:
        return dict.fromkeys(FactRow.columns)
    return {
        **outcome,
        "outcome_id": outcome["id"],
        "outcome_value": outcome["value"],
        "outcome_created_at": outcome["created_at"],
    }


def _ref_columns(facts: Facts, snapshot: Snapshot, name: str) -> dict[str, Any]:
    """Return the slug and the statement of a fact that another one refers to."""
    other = facts.snapshots.get(snapshot[f"{name}_id"], NO_FACT)
    return {f"{name}_{column}": other[column] for column in NO_FACT}


def _merged_at(snapshot: Snapshot) -> tuple[datetime, int]:
    """Return the time of the merge of a fact: nothing changes a merged fact."""
    return instant_of(snapshot["updated_at"]), snapshot["id"]
