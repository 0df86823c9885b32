"""Wire format of searches over records of all kinds."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.closed_lists import SearchedResource, SearchSort
from api.schemas.lists import CursorParams, Query
from api.schemas.totals import LargeTotal
from api.schemas.types import Answer, Id

SECTION = 5  # hits of each kind, where all kinds are asked for


class SearchParams(CursorParams):
    """What to search for, and in which records."""

    q: Query
    kind: SearchedResource | None = Field(
        None,
        description="Only records of this kind, in pages. Without it, the newest five "
        "of each kind are found.",
        examples=["claim"],
    )
    sort: SearchSort = Field(
        "newest",
        description="`relevance` compares the newest 1,000 matches of one `kind` and "
        "gives the best of them, which have no next page.",
        examples=["newest"],
    )

    @model_validator(mode="after")
    def _has_a_kind(self) -> Self:
        if self.kind is None and (self.cursor or self.sort == "relevance"):
            message = "cursor and sort=relevance need the kind of one list: send kind."
            raise ValueError(message)
        return self


class HitHighlight(Answer):
    """Where words stand that were found."""

    start: int = Field(description="Where it begins in the field, in code points.")
    end: int = Field(description="Where it ends (exclusive).")


class Hit(Answer):
    """A record that was found, and where."""

    kind: SearchedResource = Field(description="What it is.")
    id: Id = Field(description="The id of the record.")
    label: str = Field(
        description="What it says or is called: the words of a claim, the title of an "
        "article, the name of a source, the statement of a fact; 200 characters at "
        "most.",
        examples=["NATO official"],
    )
    field: str = Field(
        description="The field that has most of the words.", examples=["text"]
    )
    snippet: str = Field(
        description="A piece of this field, as it is stored.",
        examples=["There is no sign of frost"],
    )
    start: int = Field(
        description="Where the piece begins in the field, in code points."
    )
    highlights: list[HitHighlight] = Field(
        description="Where the words stand, in code points of the whole field. Empty "
        "if they are in what belongs to the record: the name of a merged source."
    )


class SearchOut(Answer):
    """What a search found."""

    data: Annotated[list[Hit], Field(description="The hits, kind by kind.")]
    more: list[SearchedResource] = Field(
        description="The kinds of which there are more."
    )
    next_cursor: str | None = Field(
        description="The cursor of the next page, if one kind was asked for."
    )
    ranked: int | LargeTotal | None = Field(
        description="The number of matches that were compared, the newest ones; null "
        "if the newest are first.",
        examples=[12],
    )
