"""How endpoints load what they derive from, as it is or as it was."""

from collections.abc import Mapping
from typing import Any

from api.deps import Reading
from db.derived.bearings import Bearings, gathered
from db.derived.record import Settlement
from db.queries.bearings import (
    Of,
    list_bearing_outcomes,
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
    return gathered(
        await reading.scan(list_bearings, values, **shape),
        steps=await reading.scan(list_bearing_steps, values, **shape),
        sources=await reading.scan(list_bearing_sources, values, **shape),
        ties=await reading.scan(list_bearing_ties, values, **shape),
    )


async def load_settlements(
    reading: Reading, of: Of, values: Mapping[str, Any], *, by: str, as_of: bool
) -> dict[int, Settlement]:
    """Return what settles the facts that claims bear on, by their ids.

    It is their ``outcome``, or the last verdict of the ``assessor`` in ``values``.
    """
    settling = list_bearing_outcomes if by == "outcome" else list_bearing_verdicts
    rows = await reading.scan(settling, values, of=of, as_of=as_of)
    return {row.fact_id: Settlement(row.value, row.at) for row in rows}
