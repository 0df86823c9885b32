"""The claims with stances on facts at an instant."""

from collections.abc import Collection, Iterable

from db.history.claims import Claims, load_claims
from db.history.facts import Facts
from db.history.past_records import PastRecords
from db.queries.as_recorded import list_claims_judged
from db.queries.snapshots import Snapshot


async def load_claims_of_facts(
    past: PastRecords, facts: Facts, fact_ids: Iterable[int]
) -> Claims:
    """Return the claims that may have had stances on these facts."""
    judged = {m for fact_id in fact_ids for m in facts.members(fact_id)}
    found = await past.read_each(list_claims_judged, "fact", judged)
    return await load_claims(past, {row.id for row in found})


def bearing_on(
    claims: Claims,
    fact_id: int,
    *,
    stances: Collection[str],
    review: Collection[str],
    withdrawn: bool,
) -> list[int]:
    """Return the ids of the claims with a stance on a fact that match all filters."""
    return [
        claim_id
        for claim_id, snapshot in claims.snapshots.items()
        if _is_listed(snapshot, review=review, withdrawn=withdrawn)
        and _has_stance(claims, claim_id, fact_id, stances=stances)
    ]


def _is_listed(snapshot: Snapshot, *, review: Collection[str], withdrawn: bool) -> bool:
    if review and snapshot["review"] not in review:
        return False
    return withdrawn or snapshot["withdrawn_at"] is None


def _has_stance(
    claims: Claims, claim_id: int, fact_id: int, *, stances: Collection[str]
) -> bool:
    """Return whether a claim has one of these stances, or any, on a fact."""
    held = {row.stance for row in claims.stances(claim_id) if row.fact_id == fact_id}
    return bool(held.intersection(stances) if stances else held)
