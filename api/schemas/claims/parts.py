"""Schemas of the chains, subjects and spans of claims in responses."""

from pydantic import Field

from api.schemas.closed_lists import Anchor, Part, Relation
from api.schemas.refs import ArticleRef, SourceRef
from api.schemas.types import Answer, Id

POSITION = "The position in the chain: 1 is nearest to the outlet."


class StepOut(Answer):
    """One step of the chain through which a claim came."""

    position: int = Field(description=POSITION)
    seq: int = Field(
        description="The number of the source among the sources at the same position."
    )
    source_id: Id = Field(
        description="The id of the source that counts: the survivor if the printed one "
        "was merged."
    )
    source: SourceRef = Field(description="The source that counts.")
    printed_source_id: Id = Field(
        description="The id of the source under whose name it was printed."
    )
    printed_source: SourceRef = Field(
        description="The source under whose name it was printed."
    )
    is_origin: bool = Field(description="Whether this is the last position.")
    relation: Relation
    as_printed: str | None = Field(
        description="The words that name the source, as printed.",
        examples=["a ministry official"],
    )
    cue: str | None = Field(
        description="The words that attribute the claim to it, as printed.",
        examples=["said"],
    )


class SubjectOut(Answer):
    """A source that a claim is about."""

    source_id: Id = Field(
        description="The id of the source that counts: the survivor if the recorded "
        "one was merged."
    )
    source: SourceRef = Field(description="The source that counts.")
    printed_source_id: Id = Field(
        description="The id of the source under whose name it was recorded."
    )
    printed_source: SourceRef = Field(
        description="The source under whose name it was recorded."
    )


class SpanOut(Answer):
    """The place of words in the text of the claim's revision."""

    part: Part
    position: int | None = Field(
        description="The position of the step of a source or a cue; null for content."
    )
    seq: int = Field(description="The number of the span among those of its part.")
    start: int = Field(description="Where the words begin, in code points from 0.")
    end: int = Field(description="Where the words end (exclusive), in code points.")
    exact: str = Field(description="The words, exactly as in the text.")
    prefix: str = Field(description="Up to 32 code points right before the words.")
    suffix: str = Field(description="Up to 32 code points right after the words.")
    anchor: Anchor


class PrintOut(Answer):
    """An article in which the words of a claim were printed."""

    claim_id: Id = Field(
        description="The id under which it was recorded: that of the claim itself, or "
        "of a claim merged into it."
    )
    article_id: Id = Field(description="The id of the article that printed it.")
    article: ArticleRef = Field(description="The article that printed it.")
    text: str = Field(
        description="The words, as printed there.",
        examples=["There is no sign of frost"],
    )
