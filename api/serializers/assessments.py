"""JSON of assessments of facts, with their evidence."""

from collections.abc import Iterable

from api.schemas.assessments import AssessmentOut, EvidenceOut
from api.schemas.assessments import AssessmentRow as AssessmentRowOut
from api.serializers.shape import serializer
from api.serializers.values import Json, article_ref, source_ref
from db.queries.assessments import AssessmentRow, EvidenceRow


def _assessor(row: AssessmentRow) -> Json | None:
    if row.assessor_id is None:
        return None
    return source_ref(
        row.assessor_id, row.assessor_name, row.assessor_kind, label=row.assessor_label
    )


def _claim(row: EvidenceRow) -> Json | None:
    if row.claim_id is None:
        return None
    return {"id": row.claim_id, "text": row.claim_text}


def _article(row: EvidenceRow) -> Json | None:
    return None if row.article_id is None else article_ref(row)


_evidence = serializer(EvidenceOut, EvidenceRow, claim=_claim, article=_article)
_detail = serializer(
    AssessmentOut, AssessmentRow, parts=("evidence",), assessor=_assessor
)
assessment_row = serializer(AssessmentRowOut, AssessmentRow, assessor=_assessor)


def assessment_record(row: AssessmentRow, evidence: Iterable[EvidenceRow]) -> Json:
    """Return an assessment with its evidence."""
    return _detail(row, evidence=[_evidence(one) for one in evidence])
