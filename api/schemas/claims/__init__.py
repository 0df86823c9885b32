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
    "ClaimRow",
    "Dated",
    "SpanIn",
    "SpanOut",
    "StepIn",
    "StepOut",
    "TagName",
]
