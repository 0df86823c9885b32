"""Rows as a reader returns them, written by hand."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from db.derived.fact_claims import FactClaims, assemble_fact_claims
from db.queries.fact_claims import ChainSourceRow, ChainStepRow, FactClaimRow
from tests.rounds import drawn

derandomized = drawn(50)
_serial = count(1)


def row(stance: str, at: Any = 1, fact_id: int = 1, **columns: Any) -> FactClaimRow:
    """Return a claim on a fact; its instant can be of any type that has an order."""
    defaults = dict.fromkeys(FactClaimRow.columns) | {"claim_id": next(_serial)}
    given = {"stance": stance, "dated_at": at, "fact_id": fact_id}
    return FactClaimRow.of(defaults | given | columns)


def stated(stance: str, low: float | None, high: float | None, **more: Any) -> Any:
    """Return a claim whose source states a probability."""
    ends = {"probability_low": low, "probability_high": high}
    return row(stance, **{"probability_basis": "stated_number"} | ends | more)


def fact_claims(*told: tuple[Any, Sequence[int | Sequence[int]]]) -> FactClaims:
    """Return rows with their chains: ids from the outlet on, or several jointly."""
    steps = [step for one, chain in told for step in _steps(one.claim_id, chain)]
    nothing = dict.fromkeys(ChainSourceRow.columns)
    sources = [
        ChainSourceRow.of(nothing | {"id": source_id})
        for source_id in {step.source_id for step in steps}
    ]
    return assemble_fact_claims(
        [one for one, _ in told], steps=steps, sources=sources, affiliations=[]
    )


def _steps(
    claim_id: int, chain: Sequence[int | Sequence[int]]
) -> Iterable[ChainStepRow]:
    for position, sources in enumerate(chain, 1):
        for source_id in [sources] if isinstance(sources, int) else sources:
            is_origin = position == len(chain)
            yield ChainStepRow((claim_id, position, is_origin, source_id, None))
