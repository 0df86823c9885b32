"""How endpoints load what they derive from, as it is or as it was."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.http.dependencies import RequestReading
from api.reading import rows_of
from api.schemas.as_of import RecordAsOf
from db.derived.fact_claims import Bearings, gathered
from db.derived.track_record import Settlement
from db.errors import NotFoundError
from db.history.assessments import HeldAt
from db.history.evidence import bearings_on_fact
from db.history.facts import load_facts
from db.history.snapshots import Snapshot
from db.queries.assessments import (
    get_assessment,
    list_assessments,
    list_evidence,
    list_held,
)
from db.queries.fact_claims import (
    Of,
    list_bearing_outcomes,
    list_bearing_roots,
    list_bearing_sources,
    list_bearing_stances,
    list_bearing_steps,
    list_bearing_ties,
    list_bearing_verdicts,
    list_bearings,
)
from db.queries.keyset import Place
from db.values.types import AnyRow


async def load_bearings(
    reading: RequestReading, of: Of, values: Mapping[str, Any], *, as_of: bool
) -> Bearings:
    """Return how claims bear on facts; ``values`` has what ``of`` asks for, and until.

    The reads may be long, so they run beside the event loop.
    """
    stances = await reading.scan(list_bearing_stances, values, of=of)
    rows = await reading.scan_each(
        list_bearings,
        "stance",
        [stance.id for stance in stances],
        values=values,
        as_of=as_of,
    )
    claims = sorted({row.claim_id for row in rows})
    chains = await reading.scan_each(list_bearing_steps, "claim", claims)
    steps = [step for step in chains if step.source_id is not None]
    sources = sorted({step.source_id for step in steps})
    # A claim that is gone by now would seem to have come through nobody.
    gone = set(claims) - {step.claim_id for step in chains}
    # Only what is counted by article asks what it reprints.
    roots = {row.root_article_id for row in rows} - {None} if of == "fact" else ()
    return await asyncio.to_thread(  # thousands of claims take a while
        gathered,
        [row for row in rows if row.claim_id not in gone] if gone else rows,
        steps=steps,
        sources=await reading.scan_each(list_bearing_sources, "source", sources),
        ties=await reading.scan_each(list_bearing_ties, "source", sources),
        roots=await reading.scan_each(list_bearing_roots, "root", sorted(roots)),
    )


async def load_bearings_of_fact(
    reading: RequestReading, fact_id: int, params: RecordAsOf
) -> Bearings:
    """Return how claims bear on a fact, as far as ``params`` ask for it."""
    if params.recorded:
        return await bearings_on_fact(Snapshot(reading, params.recorded), fact_id)
    values = {"fact": fact_id, "until": params.until}
    return await load_bearings(reading, "fact", values, as_of=params.as_of is not None)


async def load_settlements(
    reading: RequestReading, of: Of, values: Mapping[str, Any], *, by: str, as_of: bool
) -> dict[int, Settlement]:
    """Return what settles the facts that claims bear on, by their ids.

    It is their ``outcome``, or the last verdict of the ``assessor`` in ``values``.
    """
    settling = list_bearing_outcomes if by == "outcome" else list_bearing_verdicts
    rows = await reading.scan(settling, values, of=of, as_of=as_of)
    return {row.fact_id: Settlement(row.value, row.at) for row in rows}


@dataclass(frozen=True)
class Held:
    """What counts for a fact, as it is read from the database."""

    reading: RequestReading
    fact_id: int
    until: datetime

    async def rows(
        self, place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        """Return a page of what is held, the latest first."""
        shape = {"place": place, "limit": limit}
        return await self.reading.rows(
            list_assessments, {**self._values(), **key}, **shape
        )

    async def all(self) -> Sequence[AnyRow]:
        """Return all that is held, as time went."""
        return await self.reading.scan(list_held, self._values())

    async def row(self, assessment_id: int) -> AnyRow:
        """Return one assessment, or raise ``NotFoundError``."""
        values = {**self._values(), "assessment": assessment_id}
        found = await self.reading.rows(get_assessment, values)
        if not found:
            resource = "assessment"
            raise NotFoundError(resource, assessment_id)
        return found[0]

    async def evidence(self, assessment_ids: Sequence[int]) -> Sequence[AnyRow]:
        """Return what assessments rest on, as far as it may be seen."""
        return await rows_of(
            self.reading, list_evidence, "assessment", record_ids=assessment_ids
        )

    def _values(self) -> dict[str, Any]:
        return {"fact": self.fact_id, "until": self.until}


async def held_of(
    reading: RequestReading, fact_id: int, params: RecordAsOf
) -> Held | HeldAt:
    """Return what counts for a fact, now or as it was recorded then."""
    if not params.recorded:
        return Held(reading, fact_id, params.until)
    snapshot = Snapshot(reading, params.recorded)
    return HeldAt(snapshot, await load_facts(snapshot, [fact_id]), fact_id)
