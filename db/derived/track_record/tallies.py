"""Counts of units by result."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.derived.track_record.results import DECIDED, RESULTS, Result
from db.derived.track_record.scoring import Scored


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of units by result."""

    units: int
    sources: int
    facts: int
    claims: int
    results: Mapping[Result, int]
    after_verdict: int  # claims for a fact that had been rated false before
    hedged: Mapping[Result, int]  # units with a hedged position

    @property
    def decided(self) -> int:
        """Return how many units were borne out or not borne out."""
        return sum(self.results[result] for result in DECIDED)

    @property
    def resolved(self) -> int:
        """Return how many units took a side on a resolved fact."""
        return self.units - self.results["open"] - self.results["without_sign"]


def tally(units: Sequence[Scored]) -> Tally:
    """Count units by their results."""
    hedged = [unit for unit in units if unit.is_hedged]
    return Tally(
        units=len(units),
        sources=len({unit.source_id for unit in units}),
        facts=len({unit.fact_id for unit in units}),
        claims=len({row.claim_id for unit in units for row in unit.rows}),
        results=_by_result(units),
        after_verdict=len(set().union(*(unit.after_verdict for unit in units))),
        hedged=_by_result(hedged),
    )


def _by_result(units: Iterable[Scored]) -> Mapping[Result, int]:
    counted = Counter(unit.result for unit in units)
    return {result: counted[result] for result in RESULTS}
