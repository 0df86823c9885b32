"""Track records: whether sources took the side on which facts were resolved.

The unit is one source and one fact. The last position of the source counts that it took
before the resolution of the fact was known; later ones are hindsight.

* ``without_sign``: the source never took a side;
* ``open``: the fact is not resolved;
* ``retracted``: it took back every side before the resolution was known, or the outlets
  retracted the articles;
* ``only_after_verdict``: it took a side only after the resolution was known, each time
  for the fact after that had been rated false;
* ``hindsight``: the source took a side only after the resolution was known;
* ``conflicting``: it took both sides at the same last instant;
* ``annulled``, ``between``: the fact was resolved, but for neither side;
* ``borne_out``, ``not_borne_out``: it was resolved for the side of the source, or for
  the other side.

The first of these that fits is the result.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, get_args

from db.derived.brier import brier, forecast_of
from db.derived.positions import Pair, Position, last_position, signed
from db.derived.retractions import NOTHING_RETRACTED, Retractions
from db.derived.sides import Sign
from db.derived.verdicts import ClaimOnFact
from db.derived.wilson import wilson
from db.engine.rows import StoredInstant
from db.models.assessment import Verdict
from db.models.outcome import OutcomeValue
from db.queries.assessments import AssessmentRow
from db.queries.fact_claims import FactClaimRow, ResolutionRow

Result = Literal[
    "borne_out",
    "not_borne_out",
    "between",
    "annulled",
    "conflicting",
    "hindsight",
    "only_after_verdict",
    "retracted",
    "open",
    "without_sign",
]
RESULTS: tuple[Result, ...] = get_args(Result)
DECIDED: tuple[Result, ...] = ("borne_out", "not_borne_out")
MIN_UNITS = 10  # of a rate or a Brier score

_dated_at = attrgetter("dated_at")
ResolvedAs = Sign | Literal["between", "annulled"]
NO_VERDICTS: Mapping[ClaimOnFact, AssessmentRow] = {}

# The side for which a fact is resolved; a verdict that is not here leaves it open.
RESOLVED_AS: Mapping[OutcomeValue | Verdict, ResolvedAs] = {
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
# Kinds of sources without a rate, and why.
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
class Scored:
    """One source and one fact, and the result."""

    source_id: int
    fact_id: int
    result: Result
    rows: Sequence[FactClaimRow]  # all its stances on the fact
    position: Position | None
    late: Sequence[FactClaimRow]  # its signed stances in hindsight, without the next
    after_verdict: Mapping[int, AssessmentRow]  # before its claims, by their ids
    retracted: Sequence[FactClaimRow]  # signed stances that were taken back before that
    resolution: ResolutionRow | None

    @property
    def is_hedged(self) -> bool:
        """Return whether all claims of the position are hedged."""
        return self.position is not None and self.position.hedged

    @property
    def forecast(self) -> tuple[float, bool] | None:
        """Return the stated probability of the fact, and whether it happened."""
        if self.result not in DECIDED or self.position is None:
            return None
        stated = forecast_of(self.position)
        happened = (self.position.sign == "+") == (self.result == "borne_out")
        return None if stated is None else (stated, happened)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its 95 % interval, or the reason why there is none."""

    n: int  # the number of units
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units have each result."""

    units: int
    sources: int
    facts: int
    claims: int
    results: Mapping[Result, int]
    after_verdict: int  # claims for a fact that had been rated false
    hedged: Mapping[Result, int]  # units with a hedged position

    @property
    def decided(self) -> int:
        """Return how many were borne out or were not."""
        return sum(self.results[result] for result in DECIDED)

    @property
    def resolved(self) -> int:
        """Return how many took a side on a fact that is resolved in any way."""
        return self.units - self.results["open"] - self.results["without_sign"]


def score(
    stances: Mapping[Pair, Sequence[FactClaimRow]],
    resolutions: Mapping[int, ResolutionRow],
    *,
    retractions: Retractions = NOTHING_RETRACTED,
    verdicts: Mapping[ClaimOnFact, AssessmentRow] = NO_VERDICTS,
) -> list[Scored]:
    """Score the stances of each pair, in the order of facts.

    The stances of a pair are in the order of time, and resolutions are by fact.
    ``verdicts`` are those after which claims were made.
    """
    return [
        _score(
            pair,
            rows,
            resolutions.get(pair[1]),
            retractions=retractions,
            after_verdict={
                row.claim_id: verdict
                for row in rows
                if (verdict := verdicts.get((row.claim_id, row.fact_id)))
            },
        )
        for pair, rows in sorted(stances.items(), key=lambda item: item[0][::-1])
    ]


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


def rate(counted: Tally, *, refused: str | None = None) -> Figure:
    """Return the share that was borne out, unless it is refused or of too few."""
    n = counted.decided
    reason = refused or _too_few(n, "were borne out or were not")
    if reason:
        return Figure(n, reason=reason)
    borne_out = counted.results["borne_out"]
    low, high = wilson(borne_out, n)
    return Figure(n, borne_out / n, low, high)


def brier_score(units: Sequence[Scored], *, refused: str | None = None) -> Figure:
    """Return the Brier score of units, unless it is refused or of too few."""
    forecasts = [unit.forecast for unit in units if unit.forecast]
    n = len(forecasts)
    reason = refused or _too_few(n, "have a probability that the source stated")
    return Figure(n, reason=reason) if reason else Figure(n, brier(forecasts))


def _too_few(n: int, what: str) -> str | None:
    return f"Only {n} {what}: a number needs {MIN_UNITS}." if n < MIN_UNITS else None


def _score(
    pair: Pair,
    rows: Sequence[FactClaimRow],
    resolution: ResolutionRow | None,
    *,
    retractions: Retractions,
    after_verdict: Mapping[int, AssessmentRow],
) -> Scored:
    sided = signed(rows)
    resolved_as = RESOLVED_AS.get(resolution.value) if resolution else None
    until = resolution if resolved_as else None
    early = sided[: bisect_left(sided, until.at, key=_dated_at)] if until else sided
    retracted = _taken_back(early, retractions, by=pair[0], until=until)
    position = last_position([row for row in early if row not in retracted])
    late = _without(sided[len(early) :], after_verdict)
    result: Result = "without_sign"
    if sided:
        unpositioned = _unpositioned(retracted, late)
        result = _result(position, resolved_as, unpositioned)
    return Scored(
        *pair, result, rows, position, late, after_verdict, retracted, resolution
    )


def _without(
    rows: Sequence[FactClaimRow], after_verdict: Collection[int]
) -> Sequence[FactClaimRow]:
    return [row for row in rows if row.claim_id not in after_verdict]


def _unpositioned(
    retracted: Sequence[FactClaimRow], late: Sequence[FactClaimRow]
) -> Result:
    """Return the result of a source that took a side, but has no position."""
    if retracted:
        return "retracted"
    return "hindsight" if late else "only_after_verdict"


def _taken_back(
    rows: Sequence[FactClaimRow],
    retractions: Retractions,
    *,
    by: int,
    until: ResolutionRow | None,
) -> Sequence[FactClaimRow]:
    """Return the rows that were taken back, before ``until`` if that is given.

    The source takes back its claim, or the outlet the article.
    """

    def before(at: StoredInstant) -> bool:
        return until is None or at < until.at  # type: ignore[operator] # of one type

    return [
        row
        for row in rows
        if ((ended := retractions.of(row.claim_id, by)) and before(ended.at))
        or (
            row.is_article_retracted
            and before(row.article_updated_from or row.dated_at)
        )
    ]


def _result(
    position: Position | None, resolved_as: ResolvedAs | None, unpositioned: Result
) -> Result:
    """Return the result of a source that took a side on a fact."""
    if not resolved_as:
        return "open"
    if position is None:
        return unpositioned
    if not position.sign:
        return "conflicting"
    if resolved_as in {"between", "annulled"}:
        return resolved_as
    return "borne_out" if position.sign == resolved_as else "not_borne_out"
