"""Claims that were made after their fact had been rated false.

A claim for a fact comes after a verdict if all of its time is later than the day of the
verdict: a claim of the same day, or of a month that has this day, counts as before it,
and so does a claim of which only the latest possible time is known. Of each assessor,
the last verdict before the claim counts, so that a verdict that was changed by then
does not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from db.derived.sides import SIGNS
from db.engine.rows import StoredInstant
from db.models.stance import StanceValue
from db.queries.assessments import AssessmentRow
from db.queries.claims import ClaimListRow
from db.queries.fact_claims import FactClaimRow
from db.values.types import moment

RATED_FALSE = ("false", "mostly_false", "misleading")
ClaimOnFact = tuple[int, int]  # the ids of a claim and of a fact


def after_verdicts(
    rows: Iterable[FactClaimRow], assessments: Iterable[AssessmentRow]
) -> Mapping[ClaimOnFact, AssessmentRow]:
    """Return the latest such verdict before each claim for one of these facts.

    ``assessments`` are those of the facts, the earliest first.
    """
    known = by_fact(assessments)
    found = (
        (row, last_verdict(row.stance, beginning(row), known[row.fact_id]))
        for row in rows
        if row.fact_id in known
    )
    return {(row.claim_id, row.fact_id): last for row, last in found if last}


def last_verdict(
    stance: StanceValue,
    since: StoredInstant | None,
    assessments: Iterable[AssessmentRow],
) -> AssessmentRow | None:
    """Return the latest verdict after which a claim that began then was for a fact.

    ``assessments`` are those of the fact, the earliest first.
    """
    if since is None or SIGNS.get(stance) != "+":
        return None
    held = _held_before(moment(since).date(), assessments)
    rated = [one for one in held if one.verdict in RATED_FALSE]
    return rated[-1] if rated else None


def _held_before(
    day: date, assessments: Iterable[AssessmentRow]
) -> Collection[AssessmentRow]:
    """Return the last assessment of each assessor before a day, the latest one last."""
    held: dict[int | None, AssessmentRow] = {}
    for one in assessments:
        if moment(one.as_of).date() < day:
            held.pop(one.held_by_id, None)
            held[one.held_by_id] = one
    return held.values()


def beginning(row: FactClaimRow | ClaimListRow) -> StoredInstant | None:
    """Return the earliest time that a claim can be of; null if it is not known."""
    known = {"said": row.said_from, "published": row.article_published_from}
    return known.get(row.dated_basis)


def by_fact(
    assessments: Iterable[AssessmentRow],
) -> Mapping[int, Sequence[AssessmentRow]]:
    """Return the assessments of each fact that was ever rated false."""
    found: dict[int, list[AssessmentRow]] = defaultdict(list)
    for one in assessments:
        found[one.fact_id].append(one)
    return {
        fact_id: of_fact
        for fact_id, of_fact in found.items()
        if any(one.verdict in RATED_FALSE for one in of_fact)
    }
