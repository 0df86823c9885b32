"""The parameters of assessments."""

from api.schemas.as_of import RecordAsOf
from api.schemas.assessments.answers import AssessmentOut
from api.schemas.lists import PageParams, Params


class AssessmentListParams(PageParams, RecordAsOf):
    """Query parameters of the list of assessments of a fact."""

    shown = AssessmentOut


class AssessmentParams(Params, RecordAsOf):
    """Query parameters of an assessment."""

    shown = AssessmentOut
