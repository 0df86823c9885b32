"""Wire format of searches over records of all kinds."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.closed_lists import SearchedResource, SearchSort
from api.schemas.lists import CursorParams, Query
from api.schemas.totals import LargeTotal
from api.schemas.types import Answer, Id

SECTION = 5  # hits of each kind if all kinds are searched


class SearchParams(CursorParams):
    """The query, and the kind of records to search."""

    q: Query
    kind: SearchedResource | None = Field(
        None,
        description="Only records of this kind, in pages. Without it, the newest five "
        "of each kind are found.",
        examples=["claim"],
    )
    sort: SearchSort = Field(
        "newest",
        description="`relevance` ranks the newest 1,000 matches of one `kind` and "
        "returns the best of them, which have no next page.",
        examples=["newest"],
    )

    @model_validator(mode="after")
    def _has_a_kind(self) -> Self:
        if self.kind is None and (self.cursor or self.sort == "relevance"):
            message = "cursor and sort=relevance require one kind: send kind."
            raise ValueError(message)
        return self


class HitHighlight(Answer):
    """The place of a matching word."""

    start: int = Field(description="Its start in the field, in code points.")
    end: int = Field(description="Its end (exclusive).")


class Hit(Answer):
    """A matching record, and the place of the match."""

    kind: SearchedResource = Field(description="The kind of the record.")
    id: Id = Field(description="The id of the record.")
    label: str = Field(
        description="The label of the record: the words of a claim, the title of an "
        "article, the name of a source, the statement of a fact; 200 characters at "
        "most.",
        examples=["NATO official"],
    )
    field: str = Field(
        description="The field with the most matching words.", examples=["text"]
    )
    snippet: str = Field(
        description="A snippet of this field, as stored.",
        examples=["There is no sign of frost"],
    )
    start: int = Field(
        description="The start of the snippet in the field, in code points."
    )
    highlights: list[HitHighlight] = Field(
        description="The places of the words, in code points of the whole field. Empty "
        "if they are only in a related text, such as the name of a merged source."
    )


class SearchOut(Answer):
    """The result of a search."""

    data: Annotated[list[Hit], Field(description="The hits, kind by kind.")]
    more: list[SearchedResource] = Field(description="The kinds with more matches.")
    next_cursor: str | None = Field(
        description="The cursor of the next page, if one kind was requested."
    )
    ranked: int | LargeTotal | None = Field(
        description="The number of newest matches that were ranked; null "
        "if the newest are first.",
        examples=[12],
    )
