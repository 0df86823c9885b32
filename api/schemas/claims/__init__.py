"""Wire format of claims."""

from api.schemas.claims.answers import (
    ClaimChanged,
    ClaimCreated,
    ClaimListRow,
    ClaimOnFact,
    ClaimOnFactPage,
    ClaimOut,
    ClaimPage,
    ClaimRow,
    Dated,
)
from api.schemas.claims.batches import (
    BatchCreated,
    BatchIn,
    BatchOut,
    ClaimMade,
    ClaimRefused,
)
from api.schemas.claims.bodies import (
    ClaimBody,
    ClaimColumns,
    ClaimIn,
    ClaimPatch,
)
from api.schemas.claims.chains import StepIn
from api.schemas.claims.fields import TagName
from api.schemas.claims.flat import FlatClaim, FlatClaimPage
from api.schemas.claims.hidden import Hidden
from api.schemas.claims.parts import PrintOut, SpanOut, StepOut, SubjectOut
from api.schemas.claims.reviews import ClaimReviewed, ReviewIn, ReviewOut
from api.schemas.claims.spans import SpanIn

__all__ = [
    "BatchCreated",
    "BatchIn",
    "BatchOut",
    "ClaimBody",
    "ClaimChanged",
    "ClaimColumns",
    "ClaimCreated",
    "ClaimIn",
    "ClaimListRow",
    "ClaimMade",
    "ClaimOnFact",
    "ClaimOnFactPage",
    "ClaimOut",
    "ClaimPage",
    "ClaimPatch",
    "ClaimRefused",
    "ClaimReviewed",
    "ClaimRow",
    "Dated",
    "FlatClaim",
    "FlatClaimPage",
    "Hidden",
    "PrintOut",
    "ReviewIn",
    "ReviewOut",
    "SpanIn",
    "SpanOut",
    "StepIn",
    "StepOut",
    "SubjectOut",
    "TagName",
]
