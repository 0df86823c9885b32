"""Schemas of batches of claims."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.claims.answers import ClaimOut
from api.schemas.closed_lists import BatchMode
from api.schemas.problems import Problem
from api.schemas.refs import CreatedRecords, MatchedRecords
from api.schemas.types import Answer, Body

# Each claim is validated separately, so that an invalid one does not affect the others.
AS_CLAIM: dict[str, Any] = {"$ref": "#/components/schemas/ClaimIn"}


class BatchIn(Body):
    """Claims to record: all or none of them, or each separately."""

    mode: BatchMode
    claims: Annotated[
        list[Annotated[Any, Field(json_schema_extra=AS_CLAIM)]],
        Field(min_length=1, max_length=1000, description="The claims to record."),
    ]


class BatchCreated(Answer):
    """The claims of a batch, in its order, with the records created with them."""

    data: list[ClaimOut] = Field(description="The claims, in the order of the batch.")
    created: CreatedRecords
    matched: MatchedRecords


class ClaimMade(Answer):
    """A recorded claim of a batch."""

    status: Literal[201] = Field(description="The HTTP status of this claim.")
    claim: ClaimOut = Field(description="The claim.")


class ClaimRefused(Answer):
    """A claim of a batch that was not recorded, and the reason."""

    status: int = Field(description="The HTTP status of this claim.", examples=[422])
    problem: Problem = Field(description="Why the claim was not recorded.")


class BatchOut(Answer):
    """The result of each claim of a batch, with the records created with them."""

    data: list[ClaimMade | ClaimRefused] = Field(
        description="The results, in the order of the batch."
    )
    created: CreatedRecords
    matched: MatchedRecords
