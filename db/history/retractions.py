"""Claims by which sources retracted earlier claims, at an instant."""

from collections.abc import Collection, Iterator
from typing import Any

from db.history.claims import Claims, counts, load_claims
from db.history.past_records import PastRecords
from db.history.snapshots import instant_of
from db.queries.as_recorded import list_claims_linking
from db.queries.fact_claims import RetractionRow, takes_back
from db.queries.snapshots import Snapshot

Part = tuple[int, int]  # the ids of a claim and of a source in its chain


async def load_retractions(
    past: PastRecords, claims: Claims, claim_ids: Collection[int]
) -> dict[Part, RetractionRow]:
    """Return the first retraction of each source's part in these claims."""
    linking = await past.read_each(list_claims_linking, "claim", claim_ids)
    later = await load_claims(past, {row.id for row in linking})
    found: dict[Part, RetractionRow] = {}
    for snapshot, link in _links(later, set(claim_ids)):
        at = instant_of(later.dated(snapshot["id"])["dated_at"])
        if at >= instant_of(claims.dated(link["other_id"])["dated_at"]):
            row = RetractionRow(
                (link["id"], link["other_id"], snapshot["id"], link["kind"], at)
            )
            for source_id in _origins(later, snapshot["id"]):
                part = row.claim_id, source_id
                found[part] = min(found.get(part, row), row, key=_time_order)
    return found


def _origins(claims: Claims, claim_id: int) -> list[int]:
    return [step.source_id for step in claims.chain(claim_id) if step.is_origin]


def _links(
    later: Claims, claim_ids: Collection[int]
) -> Iterator[tuple[Snapshot, Snapshot]]:
    """Yield each claim that counted, with each of its links that retracts a claim."""
    for snapshot in later.snapshots.values():
        if counts(snapshot):
            for link in snapshot["links"]:
                wanted = link["other_id"] in claim_ids
                if wanted and takes_back(link["kind"], snapshot["act"]):
                    yield snapshot, link


def _time_order(row: RetractionRow) -> tuple[Any, int]:
    return row.at, row.id
