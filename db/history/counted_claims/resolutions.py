"""The resolutions of facts at an instant."""

from collections.abc import Iterator

from db.history.facts import Facts
from db.history.snapshots import instant_of
from db.queries.fact_claims import ResolutionRow
from db.reads.fact_claims import ResolvedBy


def resolutions_of(
    facts: Facts, fact_id: int, resolved_by: ResolvedBy
) -> Iterator[ResolutionRow]:
    """Yield the outcome of a fact, or all verdicts of one assessor on it."""
    if resolved_by.verdicts:
        for one in facts.assessments(fact_id):
            if facts.assessor(one) == resolved_by.assessor_id:
                at = instant_of(one["as_of"])
                yield ResolutionRow((fact_id, one["verdict"], at))
    elif outcome := facts.outcome(fact_id):
        at = instant_of(outcome["known_at"])
        yield ResolutionRow((fact_id, outcome["value"], at))
