"""JSON of track records."""

from collections.abc import Iterable, Mapping

from api.serializers.selections import Selection, Selections
from api.serializers.values import Json, fact_ref, source_ref
from api.serializers.verdicts import rated_false
from db.derived.brier import forecast_of
from db.derived.track_record import (
    DECIDED,
    Figure,
    Result,
    Scored,
    Tally,
    brier_score,
    rate,
    tally,
)
from db.queries.fact_claims import FactClaimRow
from db.reads.track_records import ExplainedUnit, TrackRecord
from db.values.types import json_instant

HEDGED: tuple[Result, ...] = (*DECIDED, "between")
REASONS: Mapping[Result, str] = {
    "borne_out": "It was resolved for the side that the source had last taken before.",
    "not_borne_out": "It was resolved against the side that the source had last taken "
    "before.",
    "between": "It was resolved for neither side.",
    "annulled": "The question became void.",
    "conflicting": "The source took both sides at its last instant before the "
    "resolution was known.",
    "hindsight": "The source took a side only after the resolution was known.",
    "only_after_verdict": "The source took a side only after the resolution was known, "
    "and after the fact had been rated false.",
    "retracted": "The source retracted every side before the resolution was known, or "
    "the articles were retracted.",
    "open": "It is not resolved.",
    "without_sign": "The source took no side.",
}


def track_record_numbers(
    track_record: TrackRecord,
    selections: Selections,
    *,
    no_rate: str | None,
    no_brier: str | None,
) -> Json:
    """Return the numbers of each part; rate and Brier score are of the part ``held``.

    ``no_rate`` and ``no_brier`` are the reasons why such a number is missing.
    """
    held, selection = track_record.parts["held"].units, selections["held"]
    counted = tally(held)
    share = rate(counted, refused=no_rate)
    score = brier_score(held, refused=no_brier)
    ends = {"low": share.low, "high": share.high}
    parts = {
        str(name): _tally(tally(part.units), selections[name])
        for name, part in track_record.parts.items()
    }
    return {
        "rate": _figure(share, selection.of_rate(share, counted)) | ends,
        "brier": _figure(score, selection.of_brier(score, counted)),
        **parts,
        "hidden": {"drafts": track_record.drafts},
    }


def explained_unit(explained: ExplainedUnit) -> Json:
    """Return one source and one fact, with the result and its reason."""
    unit, source = explained.unit, explained.source
    row = unit.rows[0]
    return {
        "part": explained.part,
        "source_id": unit.source_id,
        # An unnamed source belongs to one article, that of all its claims.
        "source": source_ref(
            source.id, source.name, source.kind, label=source.label, article=row
        ),
        "fact_id": unit.fact_id,
        "fact": fact_ref(unit.fact_id, row.fact_slug, row.fact_statement),
        "result": unit.result,
        "counted": unit.result in DECIDED,
        "reason": REASONS[unit.result],
        "position": _position(unit),
        "settled": _resolution(unit),
        "hindsight_claim_ids": _claim_ids(unit.late),
        "after_verdict": [
            {"claim_id": claim_id} | rated_false(verdict)
            for claim_id, verdict in unit.after_verdict.items()
        ],
        "retracted_claim_ids": _claim_ids(unit.retracted),
        "other_claim_ids": _other_claim_ids(unit),
    }


def _other_claim_ids(unit: Scored) -> list[int]:
    """Return the claims of a unit that its other fields do not show."""
    standing = unit.position.rows if unit.position else ()
    shown = {one.claim_id for one in (*standing, *unit.late, *unit.retracted)}
    shown |= unit.after_verdict.keys()
    return [one.claim_id for one in unit.rows if one.claim_id not in shown]


def _tally(counted: Tally, selection: Selection) -> Json:
    return {
        "pairs": counted.units,
        "sources": counted.sources,
        "facts": counted.facts,
        "claims": counted.claims,
        **{str(result): n for result, n in counted.results.items()},
        "after_verdict": counted.after_verdict,
        "hedged": {result: counted.hedged[result] for result in HEDGED},
        "selection": selection.of_tally(counted),
    }


def _figure(figure: Figure, selection: str) -> Json:
    return {
        "value": figure.value,
        "n": figure.n,
        "reason": figure.reason,
        "selection": selection,
    }


def _claim_ids(rows: Iterable[FactClaimRow]) -> list[int]:
    return [row.claim_id for row in rows]


def _position(unit: Scored) -> Json | None:
    if unit.position is None:
        return None
    rows = unit.position.rows
    return {
        "at": json_instant(unit.position.at),
        "stances": [row.stance for row in rows],
        "claim_ids": _claim_ids(rows),
        "probability": forecast_of(unit.position) if unit.position.sign else None,
    }


def _resolution(unit: Scored) -> Json | None:
    resolution = unit.resolution
    if resolution is None:
        return None
    return {"value": resolution.value, "at": json_instant(resolution.at)}
