"""Rates and Brier scores, or the reasons why they are withheld."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.derived.brier import brier
from db.derived.track_record.scoring import Scored
from db.derived.track_record.tallies import Tally
from db.derived.wilson import wilson

MIN_UNITS = 10  # for a rate or a Brier score


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its 95 % interval, or the reason why there is none."""

    n: int  # the number of units
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


def rate(counted: Tally, *, refused: str | None = None) -> Figure:
    """Return the share of borne-out units, unless refused or too few."""
    n = counted.decided
    reason = refused or _too_few(n, "were borne out or were not")
    if reason:
        return Figure(n, reason=reason)
    borne_out = counted.results["borne_out"]
    low, high = wilson(borne_out, n)
    return Figure(n, borne_out / n, low, high)


def brier_score(units: Sequence[Scored], *, refused: str | None = None) -> Figure:
    """Return the Brier score of units, unless refused or too few."""
    forecasts = [unit.forecast for unit in units if unit.forecast]
    n = len(forecasts)
    reason = refused or _too_few(n, "have a probability that the source stated")
    return Figure(n, reason=reason) if reason else Figure(n, brier(forecasts))


def _too_few(n: int, what: str) -> str | None:
    return f"Only {n} {what}: a number needs {MIN_UNITS}." if n < MIN_UNITS else None
