"""Claims that were made after their fact had been rated false.

A claim for a fact comes after a verdict if its date is later than the day of the
verdict: one of the same day counts as before it. Of each assessor, the last verdict
before the day of the claim counts, so that a verdict that was changed by then does not.
"""

from collections.abc import Iterable, Sequence

from db.derived.sides import SIGNS
from db.queries.assessments import AssessmentRow
from db.queries.fact_claims import FactClaimRow
from db.values.types import moment

RATED_FALSE = ("false", "mostly_false", "misleading")


def after_verdicts(
    rows: Iterable[FactClaimRow], assessments: Sequence[AssessmentRow]
) -> dict[int, AssessmentRow]:
    """Return the latest such verdict before each claim for the fact, by claim id.

    ``assessments`` are those of the fact, the earliest first.
    """
    if not any(one.verdict in RATED_FALSE for one in assessments):
        return {}
    found = {row.claim_id: _before(row, assessments) for row in rows}
    return {claim_id: one for claim_id, one in found.items() if one}


def _before(
    row: FactClaimRow, assessments: Sequence[AssessmentRow]
) -> AssessmentRow | None:
    if SIGNS.get(row.stance) != "+":
        return None
    day = moment(row.dated_at).date()
    held: dict[int | None, AssessmentRow] = {}  # by assessor, the latest one last
    for one in assessments:
        if moment(one.as_of).date() < day:
            held.pop(one.assessor_id, None)
            held[one.assessor_id] = one
    rated = [one for one in held.values() if one.verdict in RATED_FALSE]
    return rated[-1] if rated else None
