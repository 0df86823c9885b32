"""Retractions: a claim counts until its own sources take it back, and not after.

A source retracts its own part in a claim. If all sources at one position of the chain
take it back, the whole claim no longer counts. If only some of the sources of a joint
claim take it back, the parts of the others remain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter

from db.derived.fact_claims import FactClaims
from db.queries.fact_claims import ChainStepRow, RetractionRow

Part = tuple[int, int]  # the ids of a claim and of a source in its chain
_time_order = attrgetter("at", "id")


@dataclass(frozen=True)
class Retractions:
    """The retracted parts of claims, and the retracted claims."""

    parts: Mapping[Part, RetractionRow]
    claims: Mapping[int, RetractionRow]

    def of(self, claim_id: int, source_id: int) -> RetractionRow | None:
        """Return the retraction that ended the part of a source in a claim, if any."""
        found = (self.parts.get((claim_id, source_id)), self.claims.get(claim_id))
        return min((one for one in found if one), key=_time_order, default=None)

    @cached_property
    def in_order(self) -> list[tuple[int, RetractionRow]]:
        """Return each retraction with the id of its source, ordered by time."""
        found = [(source_id, one) for (_, source_id), one in self.parts.items()]
        return sorted(found, key=lambda each: (*_time_order(each[1]), each[0]))


NOTHING_RETRACTED = Retractions({}, {})


def find_retractions(fact_claims: FactClaims) -> Retractions:
    """Return the retractions by the sources of these claims."""
    parts, claims = _parts(fact_claims), {}
    for claim_id in {claim_id for claim_id, _ in parts}:
        if last := _end_of_chain(fact_claims.steps[claim_id], parts):
            claims[claim_id] = last
    return Retractions(parts, claims)


def _parts(fact_claims: FactClaims) -> Mapping[Part, RetractionRow]:
    """Return the retraction of each part of a claim that has one."""
    known = fact_claims.retractions
    return {
        (step.claim_id, step.source_id): known[link_id]
        for chain in fact_claims.steps.values()
        for step in chain
        if (link_id := step.retraction_id) is not None and link_id in known
    }


def without_retracted(fact_claims: FactClaims, retractions: Retractions) -> FactClaims:
    """Return the claims, and the parts of sources in them, that still count."""
    if not retractions.parts:
        return fact_claims
    parts = retractions.parts
    left = {
        claim_id: _standing(fact_claims.steps[claim_id], parts) for claim_id, _ in parts
    }
    return replace(
        fact_claims,
        rows=[r for r in fact_claims.rows if r.claim_id not in retractions.claims],
        steps={**fact_claims.steps, **left},
    )


def _standing(
    chain: Iterable[ChainStepRow], parts: Mapping[Part, RetractionRow]
) -> list[ChainStepRow]:
    """Return the steps of a chain whose sources did not retract their part."""
    return [step for step in chain if (step.claim_id, step.source_id) not in parts]


def _end_of_chain(
    chain: Iterable[ChainStepRow], parts: Mapping[Part, RetractionRow]
) -> RetractionRow | None:
    """Return the retraction that emptied one position of a chain, if any did."""
    at: dict[int, list[RetractionRow | None]] = {}
    for step in chain:
        ended = parts.get((step.claim_id, step.source_id))
        at.setdefault(step.position, []).append(ended)
    ends = [
        max((one for one in ended if one), key=_time_order)
        for ended in at.values()
        if None not in ended
    ]
    return min(ends, key=_time_order, default=None)
