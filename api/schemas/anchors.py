"""Wire format of how claims are anchored in the newest text of their article."""

from pydantic import Field

from api.schemas.closed_lists import Part
from api.schemas.types import Answer, Id


class Anchors(Answer):
    """How many spans of an article's claims are anchored in its newest text, and how.

    Only claims that the reader may see are counted.
    """

    exact: int = Field(description="The same words, with what stands around them.")
    moved: int = Field(description="The same words in another place.")
    fuzzy: int = Field(
        description="Words that were changed a little: at least 90 of 100 alike."
    )
    orphaned: int = Field(
        description="Words that are lost: they keep what they were, and where."
    )


class LostSpan(Answer):
    """Words of a claim that are not in the newest text."""

    part: Part
    position: int | None = Field(
        description="The step of the chain they belong to; null for content."
    )
    seq: int = Field(description="Which span of this part and position it is.")
    exact: str = Field(description="The words.")


class LostWords(Answer):
    """A claim that lost words, and which."""

    claim_id: Id = Field(description="The claim.")
    text: str = Field(description="What it says.")
    spans: list[LostSpan] = Field(description="The words that it lost.")
