"""Wire format of assessments of facts."""

from api.schemas.assessments.answers import (
    AssessmentCreated,
    AssessmentOut,
    AssessmentPage,
    AssessmentRow,
    EvidenceOut,
)
from api.schemas.assessments.bodies import AssessmentIn
from api.schemas.assessments.lists import AssessmentListParams, AssessmentParams

__all__ = [
    "AssessmentCreated",
    "AssessmentIn",
    "AssessmentListParams",
    "AssessmentOut",
    "AssessmentPage",
    "AssessmentParams",
    "AssessmentRow",
    "EvidenceOut",
]
