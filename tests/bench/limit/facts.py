"""Serialises facts by position."""

from collections.abc import Iterable, Sequence
from typing import Any, get_args

from db.models.fact_state import state_of
from db.models.stance import StanceValue
from tests.bench.limit.formats import Json, at, date

FACT = (
    "id",
    "version",
    "slug",
    "statement",
    "kind",
    "code",
    "outcome_id",
    "outcome_value",
    "occurred_from",
    "occurred_to",
    "occurred_precision",
    "occurred_text",
    "known_at",
    "rationale",
    "reason",
    "outcome_created_at",
    "resolution_criteria",
    "opens_at",
    "closes_at",
    "resolves_by",
    "place",
    "parent_id",
    "parent_slug",
    "parent_statement",
    "merged_into_id",
    "merged_into_slug",
    "merged_into_statement",
    "visibility",
    "embargo_until",
    "note",
    "created_at",
    "updated_at",
    "withdrawn_at",
)

VERDICT = ("id", "assessor_id", "assessor_name", "assessor_kind", "verdict", "as_of")
SIDE = ("stance", "n")


def fact(
    row: Sequence[Any],
    *,
    verdicts: Iterable[Sequence[Any]],
    sides: Iterable[Sequence[Any]],
) -> Json:
    """Return a fact with its state, its outcome and its standing."""
    id_, version, slug, statement, kind, code, *outcome = row[:16]
    criteria, opens, closes, resolves, place, *parent = row[16:24]
    *survivor, visibility, embargo, note, created, updated, withdrawn = row[24:]
    return {
        "id": id_,
        "version": version,
        "slug": slug,
        "statement": statement,
        "kind": kind,
        "state": state_of(code),
        "outcome": _outcome(*outcome),
        "verdicts": _newest(verdicts),
        "sides": dict.fromkeys(get_args(StanceValue), 0) | dict(sides),
        "resolution_criteria": criteria,
        "opens_at": at(opens),
        "closes_at": at(closes),
        "resolves_by": at(resolves),
        "place": place,
        "parent_id": parent[0],
        "parent": _ref(*parent),
        "merged_into_id": survivor[0],
        "merged_into": _ref(*survivor),
        "visibility": visibility,
        "embargo_until": at(embargo),
        "note": note,
        "created_at": at(created),
        "updated_at": at(updated),
        "withdrawn_at": at(withdrawn),
    }


def _newest(verdicts: Iterable[Sequence[Any]]) -> list[Json]:
    """Return the first verdict of each assessor: they come latest first."""
    found: dict[int | None, Json] = {}
    for id_, assessor_id, name, kind, verdict, as_of in verdicts:
        assessor = {"id": assessor_id, "name": name, "label": name, "kind": kind}
        shown = {
            "assessment_id": id_,
            "assessor_id": assessor_id,
            "assessor": None if assessor_id is None else assessor,
            "verdict": verdict,
            "as_of": at(as_of),
        }
        found.setdefault(assessor_id, shown)
    return list(found.values())


def _outcome(id_: int | None, value: str, *more: Any) -> Json | None:
    if id_ is None:
        return None
    *occurred, known, rationale, reason, created = more
    return {
        "id": id_,
        "value": value,
        "occurred": date(occurred),
        "known_at": at(known),
        "rationale": rationale,
        "reason": reason,
        "created_at": at(created),
    }


def _ref(id_: int | None, slug: str, statement: str) -> Json | None:
    return id_ and {"id": id_, "slug": slug, "statement": statement}
