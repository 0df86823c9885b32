"""Wire format of the review of many claims."""

from typing import Annotated

from pydantic import Field

from api.schemas.closed_lists import Review
from api.schemas.types import Answer, Body, Id


class ReviewIn(Body):
    """Claims, and the review state to set."""

    ids: Annotated[
        list[Id],
        Field(min_length=1, max_length=1000, description="The ids of the claims."),
    ]
    review: Review = Field(description="The new review state of each claim.")


class ClaimReviewed(Answer):
    """A claim after its review."""

    id: int = Field(description="The id of the claim.")
    version: int = Field(
        description="Its version: a new one if the review state changed, else the same."
    )
    review: Review = Field(description="Its review.")


class ReviewOut(Answer):
    """The claims after their review."""

    data: list[ClaimReviewed] = Field(
        description="The claims, in the order in which they were sent."
    )
