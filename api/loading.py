"""How endpoints load what they derive from, as it is or as it was."""

from collections.abc import Mapping
from typing import Any

from api.deps import Reading
from api.schemas.as_of import RecordAsOf
from api.snapshots.bearings import bearings_on_fact
from api.snapshots.images import Snapshot
from db.derived.bearings import Bearings, gathered
from db.derived.record import Settlement
from db.queries.bearings import (
    Of,
    list_bearing_outcomes,
    list_bearing_roots,
    list_bearing_sources,
    list_bearing_steps,
    list_bearing_ties,
    list_bearing_verdicts,
    list_bearings,
)


async def load_bearings(
    reading: Reading, of: Of, values: Mapping[str, Any], *, as_of: bool
) -> Bearings:
    """Return how claims bear on facts; ``values`` has what ``of`` asks for, and until.

    The reads may be long, so they run beside the event loop.
    """
    shape = {"of": of, "as_of": as_of}
    rows = await reading.scan(list_bearings, values, **shape)
    # Only what is counted by article asks what it reprints.
    reprints = of == "fact" and any(row.root_article_id for row in rows)
    return gathered(
        rows,
        steps=await reading.scan(list_bearing_steps, values, **shape),
        sources=await reading.scan(list_bearing_sources, values, **shape),
        ties=await reading.scan(list_bearing_ties, values, **shape),
        roots=await reading.scan(list_bearing_roots, values, **shape)
        if reprints
        else (),
    )


async def load_bearings_of_fact(
    reading: Reading, fact_id: int, params: RecordAsOf
) -> Bearings:
    """Return how claims bear on a fact, as far as ``params`` ask for it."""
    if params.recorded:
        return await bearings_on_fact(Snapshot(reading, params.recorded), fact_id)
    values = {"fact": fact_id, "until": params.until}
    return await load_bearings(reading, "fact", values, as_of=params.as_of is not None)


async def load_settlements(
    reading: Reading, of: Of, values: Mapping[str, Any], *, by: str, as_of: bool
) -> dict[int, Settlement]:
    """Return what settles the facts that claims bear on, by their ids.

    It is their ``outcome``, or the last verdict of the ``assessor`` in ``values``.
    """
    settling = list_bearing_outcomes if by == "outcome" else list_bearing_verdicts
    rows = await reading.scan(settling, values, of=of, as_of=as_of)
    return {row.fact_id: Settlement(row.value, row.at) for row in rows}
