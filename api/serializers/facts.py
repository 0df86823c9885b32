"""Facts, and what is held of them, as they are sent."""

from collections.abc import Iterable

from api.serializers.values import Json, article_ref, fact_ref, fuzzy_date, source_ref
from db.models.fact_state import state_of
from db.values.types import AnyRow, instant


def fact_record(row: AnyRow) -> Json:
    """Return a fact, in a list or by itself."""
    return {
        "id": row.id,
        "version": row.version,
        "slug": row.slug,
        "statement": row.statement,
        "kind": row.kind,
        "state": state_of(row.code),
        "outcome": outcome_record(row),
        "resolution_criteria": row.resolution_criteria,
        "opens_at": instant(row.opens_at),
        "closes_at": instant(row.closes_at),
        "resolves_by": instant(row.resolves_by),
        "place": row.place,
        "parent_id": row.parent_id,
        "parent": fact_ref(row.parent_id, row.parent_slug, row.parent_statement),
        "merged_into_id": row.merged_into_id,
        "merged_into": fact_ref(
            row.merged_into_id, row.merged_into_slug, row.merged_into_statement
        ),
        "visibility": row.visibility,
        "embargo_until": instant(row.embargo_until),
        "note": row.note,
        "created_at": instant(row.created_at),
        "updated_at": instant(row.updated_at),
        "withdrawn_at": instant(row.withdrawn_at),
    }


def outcome_record(row: AnyRow) -> Json | None:
    """Return how the fact in ``row`` turned out, if that is known."""
    if row.outcome_id is None:
        return None
    return {
        "id": row.outcome_id,
        "value": row.outcome_value,
        "occurred": fuzzy_date(
            (
                row.occurred_from,
                row.occurred_to,
                row.occurred_precision,
                row.occurred_text,
            )
        ),
        "known_at": instant(row.known_at),
        "rationale": row.rationale,
        "reason": row.reason,
        "created_at": instant(row.outcome_created_at),
    }


def assessment_record(row: AnyRow, evidence: Iterable[AnyRow]) -> Json:
    """Return what an assessor held, and what it rests on."""
    return {**assessment_row(row), "evidence": [_evidence(one) for one in evidence]}


def assessment_row(row: AnyRow) -> Json:
    """Return what an assessor held."""
    assessor = row.assessor_id
    return {
        "id": row.id,
        "fact_id": row.fact_id,
        "assessor_id": assessor,
        "assessor": assessor
        and source_ref(assessor, row.assessor_name, row.assessor_kind),
        "verdict": row.verdict,
        "verdict_text": row.verdict_text,
        "probability": row.probability,
        "as_of": instant(row.as_of),
        "rationale": row.rationale,
        "reason": row.reason,
        "created_at": instant(row.created_at),
    }


def _evidence(row: AnyRow) -> Json:
    return {
        "claim_id": row.claim_id,
        "claim": row.claim_id and {"id": row.claim_id, "text": row.claim_text},
        "article_id": row.article_id,
        "article": row.article_id and article_ref(row),
        "url": row.url,
        "bearing": row.bearing,
    }
