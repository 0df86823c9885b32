"""Wire format of claims."""

from api.schemas.claims.answers import (
    BatchCreated,
    BatchOut,
    ClaimCreated,
    ClaimListRow,
    ClaimMade,
    ClaimOut,
    ClaimPage,
    ClaimRefused,
    ClaimRow,
    Dated,
    SpanOut,
    StepOut,
)
from api.schemas.claims.bodies import (
    BatchIn,
    ClaimBody,
    ClaimColumns,
    ClaimIn,
    ClaimPatch,
    SpanIn,
    StepIn,
    TagName,
)
from api.schemas.claims.reviews import ClaimReviewed, ReviewIn, ReviewOut

__all__ = [
    "BatchCreated",
    "BatchIn",
    "BatchOut",
    "ClaimBody",
    "ClaimColumns",
    "ClaimCreated",
    "ClaimIn",
    "ClaimListRow",
    "ClaimMade",
    "ClaimOut",
    "ClaimPage",
    "ClaimPatch",
    "ClaimRefused",
    "ClaimReviewed",
    "ClaimRow",
    "Dated",
    "ReviewIn",
    "ReviewOut",
    "SpanIn",
    "SpanOut",
    "StepIn",
    "StepOut",
    "TagName",
]
