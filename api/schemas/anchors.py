"""Wire format of the anchors of claims in the newest text of their article."""

from pydantic import Field

from api.schemas.closed_lists import Part
from api.schemas.types import Answer, Id


class Anchors(Answer):
    """The number of spans of an article's claims, by their anchor in its newest text.

    Only claims that the reader may see are counted.
    """

    exact: int = Field(description="The same words in the same context.")
    moved: int = Field(description="The same words in another place.")
    fuzzy: int = Field(
        description="Words that changed a little (similarity of at least 90 out of "
        "100)."
    )
    orphaned: int = Field(
        description="Lost words: the span keeps the words and their former place."
    )


class LostSpan(Answer):
    """Words of a claim that are not in the newest text."""

    part: Part
    position: int | None = Field(
        description="The step of the chain to which they belong; null for content."
    )
    seq: int = Field(description="The number of the span in its part and position.")
    exact: str = Field(description="The words.")


class LostWords(Answer):
    """A claim that lost words, with these words."""

    claim_id: Id = Field(description="The claim.")
    text: str = Field(description="The words of the claim, as printed.")
    spans: list[LostSpan] = Field(description="The words that it lost.")
