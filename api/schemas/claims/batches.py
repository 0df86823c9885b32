"""What became of the claims of a batch."""

from typing import Literal

from pydantic import Field

from api.schemas.claims.answers import ClaimOut
from api.schemas.problems import Problem
from api.schemas.refs import CreatedRecords, MatchedRecords
from api.schemas.types import Answer


class BatchCreated(Answer):
    """The claims of a batch, in its order, and what was created with them."""

    data: list[ClaimOut] = Field(description="The claims, in the order of the batch.")
    created: CreatedRecords
    matched: MatchedRecords


class ClaimMade(Answer):
    """A claim of a batch that was recorded."""

    status: Literal[201] = Field(description="The HTTP status of this claim.")
    claim: ClaimOut = Field(description="The claim.")


class ClaimRefused(Answer):
    """A claim of a batch that was not recorded, and why."""

    status: int = Field(description="The HTTP status of this claim.", examples=[422])
    problem: Problem = Field(description="Why the claim was not recorded.")


class BatchOut(Answer):
    """The result of each claim of a batch, and what was created with them."""

    data: list[ClaimMade | ClaimRefused] = Field(
        description="The results, in the order of the batch."
    )
    created: CreatedRecords
    matched: MatchedRecords
