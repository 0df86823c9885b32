"""JSON of verdicts on facts, for facts and for claims."""

from api.serializers.values import Json, fact_ref, source_ref
from db.derived.claim_facts import ClaimFact
from db.derived.standings import Standing
from db.queries.assessments import AssessmentRow
from db.queries.fact_claims import VerdictRow
from db.values.types import json_instant


def rated_false(row: AssessmentRow) -> Json:
    """Return the verdict that preceded a claim."""
    return {
        "assessment_id": row.id,
        "verdict": row.verdict,
        "as_of": json_instant(row.as_of),
    }


def standing_parts(standing: Standing) -> Json:
    """Return the newest verdicts on a fact, and the numbers of claims by stance."""
    return {
        "verdicts": [_verdict(row) for row in standing.verdicts],
        "sides": dict(standing.sides),
    }


def _verdict(row: VerdictRow) -> Json:
    assessor = None
    if row.assessor_id is not None:
        assessor = source_ref(
            row.assessor_id,
            row.assessor_name,
            row.assessor_kind,
            label=row.assessor_label,
        )
    return {
        "assessment_id": row.id,
        "assessor_id": row.assessor_id,
        "assessor": assessor,
        "verdict": row.verdict,
        "as_of": json_instant(row.as_of),
    }


def fact_of_claim(fact: ClaimFact) -> Json:
    """Return a fact of a claim, with its verdicts and its claims by stance."""
    stance, verdict = fact.stance, fact.after_verdict
    ref = fact_ref(stance.fact_id, stance.slug, stance.statement) or {}
    return {
        **ref,
        "stance": stance.stance,
        **standing_parts(fact.standing),
        "after_verdict": verdict and rated_false(verdict),
    }
