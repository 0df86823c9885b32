"""Wire format of what is judged of pairs of sources."""

from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas.lists import PageParams
from api.schemas.refs import SourceRef
from api.schemas.sources import Note
from api.schemas.types import Answer, Body, Id, Instant, Share, ShortText
from db.models.base import Visibility
from db.models.identity import MERGE, IdentityValue


def _not_of_a_merge(basis: str) -> str:
    """Refuse the basis by which merges know what they judged."""
    if basis == MERGE:
        message = f"{MERGE} is the basis of what a merge judges"
        raise ValueError(message)
    return basis


class IdentityIn(Body):
    """Whether two sources are one, and why."""

    judgement: IdentityValue
    score: Share | None = Field(None, description="That they are one.")
    basis: Annotated[ShortText, AfterValidator(_not_of_a_merge)] | None = Field(
        None,
        description="What it rests on, in a word: name, document, testimony …",
        examples=["document"],
    )
    rationale: Note | None = None
    visibility: Visibility = Field(
        "restricted",
        description="`public` only if both are named; what is judged of an unnamed "
        "source is always restricted.",
        examples=["restricted"],
    )


class IdentityOut(Answer):
    """What is held of two sources: those that were judged, merged since or not."""

    id: Id
    source_a_id: Id
    source_a: SourceRef
    source_b_id: Id
    source_b: SourceRef
    judgement: IdentityValue
    score: float | None
    basis: str | None
    rationale: str | None
    visibility: Visibility
    reason: str | None
    created_at: Instant


class IdentityPage(Answer):
    """One page of judgements; ``next_cursor`` is null on the last."""

    data: list[IdentityOut]
    next_cursor: str | None


class IdentityListParams(PageParams):
    """Query parameters of what is judged of a source and others."""

    shown = IdentityOut
