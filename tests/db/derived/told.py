"""What is derived from, made by hand: rows as a reader hands them out."""

from collections.abc import Iterable, Sequence
from itertools import count
from types import SimpleNamespace
from typing import Any

from hypothesis import settings

from db.derived.fact_claims import Bearings, gathered

derandomized = settings(derandomize=True, max_examples=200, deadline=None)
_serial = count(1)


def row(stance: str, at: Any = 1, fact_id: int = 1, **columns: Any) -> SimpleNamespace:
    """Return a claim that bears on a fact; any order will do for its instant."""
    defaults = {
        "claim_id": next(_serial),
        "probability_low": None,
        "probability_high": None,
        "probability_basis": None,
    }
    given = {"stance": stance, "dated_at": at, "fact_id": fact_id}
    return SimpleNamespace(**defaults | given | columns)


def stated(stance: str, low: float | None, high: float | None, **more: Any) -> Any:
    """Return a claim whose source states a probability."""
    ends = {"probability_low": low, "probability_high": high}
    return row(stance, **{"probability_basis": "stated_number"} | ends | more)


def bearings(*told: tuple[Any, Sequence[int | Sequence[int]]]) -> Bearings:
    """Return rows with their chains: ids from the outlet on, or several jointly."""
    steps = [step for one, chain in told for step in _steps(one.claim_id, chain)]
    sources = [
        SimpleNamespace(id=source_id) for source_id in {s.source_id for s in steps}
    ]
    return gathered([one for one, _ in told], steps=steps, sources=sources, ties=[])


def _steps(claim_id: int, chain: Sequence[int | Sequence[int]]) -> Iterable[Any]:
    for position, sources in enumerate(chain, 1):
        for source_id in [sources] if isinstance(sources, int) else sources:
            yield SimpleNamespace(
                claim_id=claim_id,
                position=position,
                is_origin=position == len(chain),
                source_id=source_id,
            )
