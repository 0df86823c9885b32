"""The timeline of a fact."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.derived.fact_claims import FactClaims
from db.derived.timeline import Timeline, make_timeline
from db.queries.assessments import AssessmentRow
from db.reads.fact_claims import Scope
from db.reads.record import Record


@dataclass(frozen=True)
class FactTimeline:
    """The timeline of a fact, and what it is made from."""

    timeline: Timeline
    claims: FactClaims
    assessments: Sequence[AssessmentRow]


async def read_timeline(record: Record, fact_id: int) -> FactTimeline:
    """Return who held what about a fact when, and who reported it when."""
    claims = await record.fact_claims(Scope("fact", {"fact": fact_id}))
    assessments = await record.all_assessments_of_fact(fact_id)
    timeline = await record.reading.reader.derive(make_timeline, claims, assessments)
    return FactTimeline(timeline, claims, assessments)
