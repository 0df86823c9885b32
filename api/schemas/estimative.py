"""Wire format of words of estimative probability."""

from pydantic import Field

from api.schemas.closed_lists import Standard
from api.schemas.types import Answer


class EstimateOut(Answer):
    """A hedge of a claim, and its probability range in a standard."""

    word: str = Field(description="The hedge, as printed.", examples=["likely"])
    low: float | None = Field(
        description="The lower end of the range; null if the standard has none.",
        examples=[0.55],
    )
    high: float | None = Field(
        description="The upper end of the range; null if the standard has none.",
        examples=[0.8],
    )
    standard: Standard | None
