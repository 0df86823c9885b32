"""Verdicts on facts, as they are sent beside claims."""

from api.serializers.values import Json
from db.queries.assessments import AssessmentRow
from db.values.types import instant


def rated_false(row: AssessmentRow) -> Json:
    """Return the verdict after which a claim was made."""
    return {
        "assessment_id": row.id,
        "verdict": row.verdict,
        "as_of": instant(row.as_of),
    }
