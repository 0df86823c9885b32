"""Claims for a fact that had already been rated false.

A claim comes after a verdict if its whole date is later than the day of the verdict. A
claim of the same day, or of a month that contains the day, counts as earlier; so does a
claim for which only the latest possible time is known. For each assessor, the last
verdict before the claim counts, so a verdict that had been replaced by then does not.
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
    """The days of verdicts on a fact, and the verdict in force after each day."""

    days: list[date]
    last: list[AssessmentRow | None]

    def before(self, day: date) -> AssessmentRow | None:
        """Return the latest verdict of "false" on the day before, if still current."""
        known = bisect_left(self.days, day)
        return self.last[known - 1] if known else None


def after_verdicts(
    rows: Iterable[FactClaimRow], assessments: Iterable[AssessmentRow]
) -> Mapping[ClaimOnFact, AssessmentRow]:
    """Return, for each claim for a fact, the latest earlier verdict of "false".

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
    """Return the verdict in force before a claim for a fact that began at ``since``."""
    if since is None or SIGNS.get(stance) != "+":
        return None
    return verdicts.before(to_datetime(since).date())


def beginning(row: FactClaimRow | ClaimListRow) -> StoredInstant | None:
    """Return the earliest possible time of a claim; null if unknown."""
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
    rated: list[AssessmentRow] = []  # verdicts of "false" in force, the latest last
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
