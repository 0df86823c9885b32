"""The timeline of a fact, whole and in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from db.derived.fact_claims import FactClaims
from db.derived.timeline import (
    Report,
    SourceStances,
    Timeline,
    by_source,
    make_timeline,
)
from db.queries.assessments import AssessmentRow
from db.queries.fact_claims import BY_TIME, FactClaimRow
from db.queries.keyset import Key, key_of
from db.reads.cached_claims import memoized
from db.reads.fact_claims import Scope
from db.reads.pages import cut
from db.reads.record import Record
from db.values.types import to_datetime


@dataclass(frozen=True)
class FactTimeline:
    """The timeline of a fact, and its claims."""

    timeline: Timeline
    claims: FactClaims
    assessments: Sequence[AssessmentRow]


@dataclass(frozen=True)
class TimelinePage:
    """The claims of a page of a timeline, and the first reports among them.

    The sources, with their stances, are ordered by their first stances on the page.
    """

    rows: Sequence[FactClaimRow]
    sources: Mapping[int, SourceStances]
    unattributed: Sequence[FactClaimRow]
    reports: Sequence[Report]
    next_key: Key | None = None


async def read_timeline(record: Record, fact_id: int) -> FactTimeline:
    """Return the stances of sources on a fact over time, and the first reports."""
    claims = await record.fact_claims(Scope("fact", {"fact": fact_id}))
    assessments = await record.all_assessments_of_fact(fact_id)
    derive = record.reading.reader.derive
    make = partial(derive, make_timeline, claims, assessments)
    timeline = await memoized(claims, "timeline", assessments, make=make)
    return FactTimeline(timeline, claims, assessments)


def page_of_timeline(
    found: FactTimeline, *, limit: int, after: Key | None = None
) -> TimelinePage:
    """Return at most ``limit`` claims of a timeline, the earliest first."""
    shown, more = cut(found.claims.rows, _place, limit=limit, after=after)
    sources, unattributed = by_source(shown, found.claims.steps)
    claim_ids = {row.claim_id for row in shown}
    reports = [
        *filter(lambda one: one.row.claim_id in claim_ids, found.timeline.reports)
    ]
    next_key = key_of(shown[-1], BY_TIME) if more else None
    return TimelinePage(shown, sources, unattributed, reports, next_key)


def whole_timeline(found: FactTimeline) -> TimelinePage:
    """Return all claims of a timeline on one page."""
    return page_of_timeline(found, limit=len(found.claims.rows))


def _place(row: FactClaimRow) -> Key:
    return to_datetime(row.dated_at), row.claim_id
