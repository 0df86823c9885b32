"""Wire format of judgements on whether two sources are one."""

from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas.closed_lists import IdentityValue, Visibility
from api.schemas.columns import CreatedAt, NextCursor, Rationale, Reason, RecordId
from api.schemas.lists import PageParams
from api.schemas.refs import SourceRef
from api.schemas.sources import Note
from api.schemas.types import Answer, Body, Id, Share, ShortText
from db.models.identity import MERGE

SCORE = "The probability that the two are one source, from 0 to 1; null if not given."
BASIS = "The basis of the judgement in a word: name, document, testimony …"


def _not_of_a_merge(basis: str) -> str:
    """Reject the basis that is reserved for judgements by merges."""
    if basis == MERGE:
        message = f"Must not be {MERGE}, which is reserved for judgements by a merge."
        raise ValueError(message)
    return basis


class IdentityIn(Body):
    """A judgement on whether two sources are one, and why."""

    judgement: IdentityValue
    score: Share | None = Field(None, description=SCORE)
    basis: Annotated[ShortText, AfterValidator(_not_of_a_merge)] | None = Field(
        None, description=BASIS, examples=["document"]
    )
    rationale: Note | None = Field(None, description="The reasons for the judgement.")
    visibility: Visibility = Field(
        "restricted",
        description="Who may see the judgement. It can be public only if both sources "
        "are named.",
        examples=["restricted"],
    )


class IdentityOut(Answer):
    """A judgement on two sources, under the ids they had at that time."""

    id: RecordId
    source_a_id: Id = Field(description="The smaller one of the two ids.")
    source_a: SourceRef = Field(description="The source with the smaller id.")
    source_b_id: Id = Field(description="The larger one of the two ids.")
    source_b: SourceRef = Field(description="The source with the larger id.")
    judgement: IdentityValue
    score: float | None = Field(description=SCORE)
    basis: str | None = Field(description=BASIS)
    rationale: Rationale
    visibility: Visibility
    reason: Reason
    created_at: CreatedAt


class IdentityPage(Answer):
    """One page of judgements."""

    data: list[IdentityOut] = Field(description="The judgements of this page.")
    next_cursor: NextCursor


class IdentityListParams(PageParams):
    """Query parameters of the judgements on a source."""

    shown = IdentityOut
