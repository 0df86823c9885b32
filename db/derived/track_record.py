"""How what sources said of facts turned out: their record.

The unit is one source and one fact. What counts is the last side that the source took
before it could be known how the fact would be settled; later ones are hindsight.

* ``without_sign``: it never took a side;
* ``open``: nothing has settled the fact;
* ``hindsight``: it took a side only when that was known;
* ``conflicting``: it took both sides at the same last instant;
* ``annulled``, ``between``: the fact was settled, but neither way;
* ``borne_out``, ``not_borne_out``: it was settled as the source said, or the other way.

The first of these that fits is the result.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from db.derived.brier import brier, forecast_of
from db.derived.positions import Pair, Position, last_position, signed
from db.derived.sides import Sign
from db.derived.wilson import wilson
from db.models.assessment import Verdict
from db.models.outcome import OutcomeValue
from db.values.types import AnyRow

Result = Literal[
    "borne_out",
    "not_borne_out",
    "between",
    "annulled",
    "conflicting",
    "hindsight",
    "open",
    "without_sign",
]
RESULTS: tuple[Result, ...] = get_args(Result)
DECIDED: tuple[Result, ...] = ("borne_out", "not_borne_out")
FEWEST = 10  # fewer make no rate

CameOut = Sign | Literal["between", "annulled"]

# Which side a fact came out on, if on any; a verdict that is not here leaves it open.
CAME_OUT: Mapping[OutcomeValue | Verdict, CameOut] = {
    "yes": "+",
    "no": "-",
    "ambiguous": "between",
    "annulled": "annulled",
    "true": "+",
    "mostly_true": "+",
    "mixed": "between",
    "misleading": "between",
    "mostly_false": "-",
    "false": "-",
}
# Whose record would be nobody's.
NO_RECORD: Mapping[str, str] = {
    "group": "What a group says is nobody's record: who it is changes.",
    "document": "A document says what it says once, and stands by nothing since.",
    "anonymous_person": "Who is unnamed in one article is not followed to another; "
    "/stats/record shows all that an outlet calls so.",
    "anonymous_group": "Who is unnamed in one article is not followed to another; "
    "/stats/record shows all that an outlet calls so.",
    "unresolved": "It is not known who this is.",
}
VERDICTS_ARE_NO_OUTCOMES = (
    "A verdict is what an assessor holds: forecasts are scored by outcomes only."
)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What settles a fact: its outcome, or a verdict; and since when that is known."""

    value: OutcomeValue | Verdict
    at: Any  # as stored


@dataclass(frozen=True, slots=True)
class Scored:
    """One source and one fact, and what came of them."""

    source_id: int
    fact_id: int
    result: Result
    rows: Sequence[AnyRow]  # of all its stances on the fact
    position: Position | None
    late: Sequence[AnyRow]  # the sides it took in hindsight
    settlement: Settlement | None

    @property
    def forecast(self) -> tuple[float, bool] | None:
        """Return the probability that was stated of the fact, and whether it came."""
        if self.result not in DECIDED or self.position is None:
            return None
        stated = forecast_of(self.position)
        came = (self.position.sign == "+") == (self.result == "borne_out")
        return None if stated is None else (stated, came)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or why there is none; ``low`` and ``high`` are the ends of its 95 %."""

    n: int  # of the units it is made of
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units came to what, and what they are made of."""

    units: int
    sources: int
    facts: int
    claims: int
    results: Mapping[Result, int]
    hedged: Mapping[Result, int]  # those whose position was hedged

    @property
    def decided(self) -> int:
        """Return how many were borne out or were not."""
        return sum(self.results[result] for result in DECIDED)

    @property
    def settled(self) -> int:
        """Return how many took a side on a fact that is settled, whichever way."""
        return self.units - self.results["open"] - self.results["without_sign"]


def scored(
    stances: Mapping[Pair, Sequence[AnyRow]], settlements: Mapping[int, Settlement]
) -> list[Scored]:
    """Return what came of stances, fact by fact; each pair's are in order of time."""
    return [
        _score(pair, rows, settlements.get(pair[1]))
        for pair, rows in sorted(stances.items(), key=lambda item: item[0][::-1])
    ]


def tally(units: Sequence[Scored]) -> Tally:
    """Count units by what came of them."""
    results = Counter(unit.result for unit in units)
    hedged = Counter(
        unit.result for unit in units if unit.position and unit.position.hedged
    )
    return Tally(
        units=len(units),
        sources=len({unit.source_id for unit in units}),
        facts=len({unit.fact_id for unit in units}),
        claims=len({row.claim_id for unit in units for row in unit.rows}),
        results={result: results[result] for result in RESULTS},
        hedged={result: hedged[result] for result in RESULTS},
    )


def rate(counted: Tally, *, refused: str | None = None) -> Figure:
    """Return the share of what was borne out, unless it is refused or too few."""
    n = counted.decided
    reason = refused or _too_few(n, "were borne out or were not")
    if reason:
        return Figure(n, reason=reason)
    borne_out = counted.results["borne_out"]
    low, high = wilson(borne_out, n)
    return Figure(n, borne_out / n, low, high)


def brier_score(units: Sequence[Scored], *, refused: str | None = None) -> Figure:
    """Return how good the stated probabilities are, unless refused or too few."""
    forecasts = [unit.forecast for unit in units if unit.forecast]
    n = len(forecasts)
    reason = refused or _too_few(n, "have a probability that the source stated")
    return Figure(n, reason=reason) if reason else Figure(n, brier(forecasts))


def _too_few(n: int, what: str) -> str | None:
    return f"Only {n} {what}: a number needs {FEWEST}." if n < FEWEST else None


def _score(pair: Pair, rows: Sequence[AnyRow], settlement: Settlement | None) -> Scored:
    sided = signed(rows)
    came_out = CAME_OUT.get(settlement.value) if settlement else None
    early: Sequence[AnyRow] = sided
    if settlement and came_out:
        early = [row for row in sided if row.dated_at < settlement.at]
    position = last_position(early)
    result: Result = "without_sign"
    if sided:
        result = _result(position, came_out)
    late = sided[len(early) :]
    return Scored(*pair, result, rows, position, late, settlement)


def _result(position: Position | None, came_out: CameOut | None) -> Result:
    """Return what came of a source that took a side on a fact."""
    if not came_out:
        return "open"
    if position is None:
        return "hindsight"
    if not position.sign:
        return "conflicting"
    if came_out in {"between", "annulled"}:
        return came_out
    return "borne_out" if position.sign == came_out else "not_borne_out"
