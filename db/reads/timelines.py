"""The timeline of a fact."""

import asyncio
from dataclasses import dataclass

from db.derived.fact_claims import FactClaims
from db.derived.timeline import Timeline, make_timeline
from db.reads.fact_claims import Scope
from db.reads.record import Record


@dataclass(frozen=True)
class FactTimeline:
    """The timeline of a fact, and the claims that it is made from."""

    timeline: Timeline
    claims: FactClaims


async def read_timeline(record: Record, fact_id: int) -> FactTimeline:
    """Return who held what about a fact when, and who reported it when."""
    claims = await record.fact_claims(Scope("fact", {"fact": fact_id}))
    return FactTimeline(await asyncio.to_thread(make_timeline, claims), claims)
