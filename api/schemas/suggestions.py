"""Wire format of records that are suggested while a person types."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.closed_lists import FactKind, SourceKind
from api.schemas.types import Answer, Id, InDigits, Text

SUGGESTIONS = 10
MAX_SUGGESTIONS = 50
MAX_TYPED = 200


class SuggestParams(BaseModel):
    """What was typed so far."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[Text, Field(min_length=1, max_length=MAX_TYPED)] = Field(
        description="What was typed: words of a name, of which the ends may be "
        "missing. From four letters on, one letter may be wrong.",
        examples=["zelen"],
    )
    article: Id | None = Field(
        None,
        description="The article at hand: what its claims lead to is suggested first, "
        "also its unnamed sources.",
        examples=[3],
    )
    limit: Annotated[int, Field(ge=1, le=MAX_SUGGESTIONS), InDigits] = Field(
        SUGGESTIONS,
        description="The largest number of suggestions.",
        examples=[SUGGESTIONS],
    )


class Highlight(Answer):
    """Where a word stands that was found."""

    start: int = Field(description="Where it begins in `matched`, in code points.")
    end: int = Field(description="Where it ends (exclusive).")


class Suggestion(Answer):
    """A record, in short, and which of its names was found."""

    id: Id = Field(description="The id of the record.")
    label: str = Field(
        description="What it is called, with what tells it from others that are "
        "called so.",
        examples=["Anna Reed · NATO"],
    )
    descriptor: str | None = Field(
        description="What else says who or what it is: the description of a source, "
        "the slug of a fact; null if there is nothing.",
        examples=["Spokeswoman of the alliance"],
    )
    matched: str = Field(
        description="The name that was found; it may be another name, or that of a "
        "source that was merged into this one.",
        examples=["Anna Reed"],
    )
    highlights: list[Highlight] = Field(
        description="Where the words stand that were found."
    )
    in_article: bool = Field(
        description="Whether a claim of the article at hand leads to it."
    )


class SuggestedSource(Suggestion):
    """A source that is suggested."""

    kind: SourceKind


class SuggestedFact(Suggestion):
    """A fact that is suggested."""

    kind: FactKind


class SuggestedSources(Answer):
    """Sources that are suggested."""

    data: list[SuggestedSource] = Field(description="The suggestions, best first.")


class SuggestedFacts(Answer):
    """Facts that are suggested."""

    data: list[SuggestedFact] = Field(description="The suggestions, best first.")


class SuggestedTags(Answer):
    """Tags that are suggested."""

    data: list[Suggestion] = Field(description="The suggestions, best first.")
