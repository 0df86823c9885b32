"""Serialises facts by position."""

from collections.abc import Sequence
from typing import Any

from db.models.fact_state import state_of
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


def fact(row: Sequence[Any]) -> Json:
    """Return a fact with its state and its outcome."""
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
