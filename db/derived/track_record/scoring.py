"""The result of each source on each fact."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from db.derived.brier import forecast_of
from db.derived.positions import Pair, Position, last_position, signed
from db.derived.retractions import NOTHING_RETRACTED, Retractions
from db.derived.track_record.results import DECIDED, RESOLVED_AS, ResolvedAs, Result
from db.derived.verdicts import ClaimOnFact
from db.engine.rows import StoredInstant
from db.queries.assessments import AssessmentRow
from db.queries.fact_claims import FactClaimRow, ResolutionRow

_dated_at = attrgetter("dated_at")
NO_VERDICTS: Mapping[ClaimOnFact, AssessmentRow] = {}


@dataclass(frozen=True, slots=True)
class Scored:
    """One source and one fact, and the result."""

    source_id: int
    fact_id: int
    result: Result
    rows: Sequence[FactClaimRow]  # all stances of the source on the fact
    position: Position | None
    late: Sequence[FactClaimRow]  # signed stances in hindsight, except the next
    after_verdict: Mapping[int, AssessmentRow]  # before each claim, by claim id
    retracted: Sequence[FactClaimRow]  # signed stances retracted earlier
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


def score(
    stances: Mapping[Pair, Sequence[FactClaimRow]],
    resolutions: Mapping[int, ResolutionRow],
    *,
    retractions: Retractions = NOTHING_RETRACTED,
    verdicts: Mapping[ClaimOnFact, AssessmentRow] = NO_VERDICTS,
) -> list[Scored]:
    """Score the stances of each pair, in the order of facts.

    The stances of a pair are ordered by time, and resolutions are by fact. ``verdicts``
    has the verdicts that preceded claims.
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
    gone = {row.claim_id for row in retracted}
    position = last_position(_without(early, gone))
    late = _without(sided[len(early) :], after_verdict)
    result: Result = "without_sign"
    if sided:
        unpositioned = _unpositioned(retracted, late)
        result = _result(position, resolved_as, unpositioned)
    return Scored(
        *pair, result, rows, position, late, after_verdict, retracted, resolution
    )


def _without(
    rows: Sequence[FactClaimRow], claim_ids: Collection[int]
) -> Sequence[FactClaimRow]:
    return [row for row in rows if row.claim_id not in claim_ids]


def _unpositioned(
    retracted: Sequence[FactClaimRow], late: Sequence[FactClaimRow]
) -> Result:
    """Return the result of a source that took a side but has no position left."""
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
    """Return the retracted rows, before ``until`` if that is given.

    The source retracts its claim, or the outlet retracts the article.
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
