"""Wire format of suggestions while a person types."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.closed_lists import FactKind, SourceKind
from api.schemas.types import Answer, Id, InDigits, Text

SUGGESTIONS = 10
MAX_SUGGESTIONS = 50
MAX_TYPED = 200


class SuggestParams(BaseModel):
    """The typed text and its context."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[Text, Field(min_length=1, max_length=MAX_TYPED)] = Field(
        description="The typed text: words of a name, whose ends may be "
        "missing. In words of four or more letters, one letter may be wrong.",
        examples=["zelen"],
    )
    article: Id | None = Field(
        None,
        description="The current article: records of its claims are suggested first, "
        "including its unnamed sources.",
        examples=[3],
    )
    limit: Annotated[int, Field(ge=1, le=MAX_SUGGESTIONS), InDigits] = Field(
        SUGGESTIONS,
        description="The largest number of suggestions.",
        examples=[SUGGESTIONS],
    )


class Highlight(Answer):
    """The place of a matching word."""

    start: int = Field(description="Its start in `matched`, in code points.")
    end: int = Field(description="Its end (exclusive).")


class Suggestion(Answer):
    """A record in short, with its matching name."""

    id: Id = Field(description="The id of the record.")
    label: str = Field(
        description="Its name, with a distinction from other records with that name.",
        examples=["Anna Reed · NATO"],
    )
    descriptor: str | None = Field(
        description="More information about it: the description of a source, "
        "the slug of a fact; null if there is nothing.",
        examples=["Spokeswoman of the alliance"],
    )
    matched: str = Field(
        description="The matching name; it may be another name, or that of a "
        "source merged into this one.",
        examples=["Anna Reed"],
    )
    highlights: list[Highlight] = Field(description="The places of the matching words.")
    in_article: bool = Field(
        description="Whether a claim of the current article refers to it."
    )


class SuggestedSource(Suggestion):
    """A suggested source."""

    kind: SourceKind


class SuggestedFact(Suggestion):
    """A suggested fact."""

    kind: FactKind


class SuggestedSources(Answer):
    """Suggested sources."""

    data: list[SuggestedSource] = Field(description="The suggestions, best first.")


class SuggestedFacts(Answer):
    """Suggested facts."""

    data: list[SuggestedFact] = Field(description="The suggestions, best first.")


class SuggestedTags(Answer):
    """Suggested tags."""

    data: list[Suggestion] = Field(description="The suggestions, best first.")
