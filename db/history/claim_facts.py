"""The stances of claims on facts at an instant."""

from collections.abc import Mapping, Sequence

from db.derived.claim_facts import ClaimFact, facts_of_claims, verdicts_before
from db.history.assessments import list_assessments_of_facts_at
from db.history.facts import load_facts
from db.history.past_records import PastRecords
from db.history.standings import standings_at
from db.queries.claims import ClaimListRow
from db.queries.stances import StanceRow


async def facts_of_claims_at(
    past: PastRecords, claims: Sequence[ClaimListRow], stances: Sequence[StanceRow]
) -> Mapping[int, Sequence[ClaimFact]]:
    """Return the facts on which these claims had stances, by claim id."""
    fact_ids = sorted({one.fact_id for one in stances})
    facts = await load_facts(past, fact_ids)
    held = await list_assessments_of_facts_at(past, facts, fact_ids)
    return facts_of_claims(
        stances,
        await standings_at(past, facts, fact_ids),
        verdicts_before(claims, stances, held),
    )
