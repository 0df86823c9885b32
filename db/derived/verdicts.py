"""Claims that were made after their fact had been rated false.

A claim for a fact comes after a verdict if all of its time is later than the day of the
verdict: a claim of the same day, or of a month that has this day, counts as before it,
and so does a claim of which only the latest possible time is known. Of each assessor,
the last verdict before the claim counts, so that a verdict that was changed by then
does not.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from db.derived.sides import SIGNS
from db.engine.rows import StoredInstant
from db.models.stance import StanceValue
from db.queries.assessments import AssessmentRow
from db.queries.claims import ClaimListRow
from db.queries.fact_claims import FactClaimRow
from db.values.types import to_datetime

RATED_FALSE = ("false", "mostly_false", "misleading")
ClaimOnFact = tuple[int, int]  # the ids of a claim and of a fact


class VerdictsByDay(NamedTuple):
    """The days of verdicts on a fact, and after which one claims of later days come."""

    days: list[date]
    last: list[AssessmentRow | None]

    def before(self, day: date) -> AssessmentRow | None:
        """Return the latest verdict that the fact is false, as of the day before."""
        known = bisect_left(self.days, day)
        return self.last[known - 1] if known else None


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
    stance: StanceValue, since: StoredInstant | None, verdicts: VerdictsByDay
) -> AssessmentRow | None:
    """Return the latest verdict after which a claim that began then was for a fact."""
    if since is None or SIGNS.get(stance) != "+":
        return None
    return verdicts.before(to_datetime(since).date())


def beginning(row: FactClaimRow | ClaimListRow) -> StoredInstant | None:
    """Return the earliest time that a claim can be of; null if it is not known."""
    known = {"said": row.said_from, "published": row.article_published_from}
    return known.get(row.dated_basis)


def by_fact(
    assessments: Iterable[AssessmentRow],
) -> Mapping[int, VerdictsByDay]:
    """Return the verdicts on each fact that was ever rated false."""
    found: dict[int, list[AssessmentRow]] = defaultdict(list)
    for one in assessments:
        found[one.fact_id].append(one)
    return {
        fact_id: _by_day(of_fact)
        for fact_id, of_fact in found.items()
        if any(one.verdict in RATED_FALSE for one in of_fact)
    }


def _by_day(assessments: Iterable[AssessmentRow]) -> VerdictsByDay:
    newest: dict[int | None, AssessmentRow] = {}  # of each assessor
    rated: list[AssessmentRow] = []  # false; the last one still stands
    found = VerdictsByDay([], [])
    for one in assessments:
        newest[one.held_by_id] = one
        if one.verdict in RATED_FALSE:
            rated.append(one)
        while rated and newest[rated[-1].held_by_id] is not rated[-1]:
            rated.pop()
        found.days.append(to_datetime(one.as_of).date())
        found.last.append(rated[-1] if rated else None)
    return found
