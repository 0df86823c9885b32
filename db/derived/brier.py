"""The Brier score of the probabilities that sources state (Brier, 1950)."""

from collections.abc import Sequence
from statistics import fmean

from db.derived.positions import Position
from db.queries.fact_claims import FactClaimRow

OWN = "stated_number"  # the only basis that comes from the source


def forecast_of(position: Position) -> float | None:
    """Return the probability that a position states for its fact, or None.

    It is the probability of the claim, or one minus it if the claim is against the
    fact. For several claims at the same instant it is their mean.
    """
    stated = [_middle(row) for row in position.rows if row.probability_basis == OWN]
    if not stated:
        return None
    probability = fmean(stated)
    return 1 - probability if position.sign == "-" else probability


def brier(forecasts: Sequence[tuple[float, bool]]) -> float:
    """Return the mean squared error of forecasts; 0 is best."""
    return fmean((probability - happened) ** 2 for probability, happened in forecasts)


def _middle(row: FactClaimRow) -> float:
    """Return the middle of a stated range, or its only end (“at least”, “at most”)."""
    ends = (row.probability_low, row.probability_high)
    return fmean(end for end in ends if end is not None)
