"""How good the numbers are that sources put on what will come out (Brier, 1950)."""

from collections.abc import Sequence
from statistics import fmean

from db.derived.positions import Position
from db.values.types import AnyRow

OWN = "stated_number"  # the only basis that is the source's own


def forecast_of(position: Position) -> float | None:
    """Return the probability that a position gives its fact, if it states one.

    It is that of the claim turned around where the claim is against the fact. Several
    claims of the same instant count as their mean.
    """
    stated = [_middle(row) for row in position.rows if row.probability_basis == OWN]
    if not stated:
        return None
    probability = fmean(stated)
    return 1 - probability if position.sign == "-" else probability


def brier(forecasts: Sequence[tuple[float, bool]]) -> float:
    """Return the mean square of how far forecasts lay from what came: 0 is best."""
    return fmean((probability - came) ** 2 for probability, came in forecasts)


def _middle(row: AnyRow) -> float:
    """Return the middle of a stated range; of “at least” and “at most”, the number."""
    ends = (row.probability_low, row.probability_high)
    return fmean(end for end in ends if end is not None)
