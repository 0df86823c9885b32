"""The facts on which claims have stances."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from db.derived.claim_facts import ClaimFact, facts_of_claims, verdicts_before
from db.queries.assessments import list_held_on
from db.queries.claims import ClaimListRow
from db.queries.stances import StanceRow
from db.reads.facts import bound_of
from db.reads.reading import Reading
from db.reads.standings import read_standings


async def read_facts_of_claims(
    reading: Reading,
    claims: Sequence[ClaimListRow],
    stances: Sequence[StanceRow],
    *,
    until: datetime | None = None,
) -> Mapping[int, Sequence[ClaimFact]]:
    """Return the facts of these claims, by claim id, as known before ``until``."""
    facts = sorted({one.fact_id for one in stances})
    held = await reading.scan_each(
        list_held_on, "fact", facts, values={"until": bound_of(until)}
    )
    return facts_of_claims(
        stances,
        await read_standings(reading, facts, until=until),
        verdicts_before(claims, stances, held),
    )
