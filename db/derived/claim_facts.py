"""The facts of claims, as responses show them with a claim."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.derived.standings import Standing
from db.derived.verdicts import ClaimOnFact, beginning, by_fact, last_verdict
from db.queries.assessments import AssessmentRow
from db.queries.claims import ClaimListRow
from db.queries.stances import StanceRow


@dataclass(frozen=True)
class ClaimFact:
    """The stance of a claim on a fact, and the known state of the fact.

    ``after_verdict`` is the latest earlier verdict that the fact is false, if any.
    """

    stance: StanceRow
    standing: Standing
    after_verdict: AssessmentRow | None


def verdicts_before(
    claims: Iterable[ClaimListRow],
    stances: Iterable[StanceRow],
    assessments: Iterable[AssessmentRow],
) -> Mapping[ClaimOnFact, AssessmentRow]:
    """Return the latest verdict of "false" that preceded each claim for its fact.

    ``assessments`` are those of the facts, the earliest first.
    """
    since = {claim.id: beginning(claim) for claim in claims}
    known = by_fact(assessments)
    found = (
        (one, last_verdict(one.stance, since[one.claim_id], known[one.fact_id]))
        for one in stances
        if one.fact_id in known
    )
    return {(one.claim_id, one.fact_id): last for one, last in found if last}


def facts_of_claims(
    stances: Iterable[StanceRow],
    standings: Mapping[int, Standing],
    verdicts: Mapping[ClaimOnFact, AssessmentRow],
) -> Mapping[int, Sequence[ClaimFact]]:
    """Return the facts on which claims have stances, by claim id."""
    found: dict[int, list[ClaimFact]] = defaultdict(list)
    for one in stances:
        verdict = verdicts.get((one.claim_id, one.fact_id))
        found[one.claim_id].append(ClaimFact(one, standings[one.fact_id], verdict))
    return found
