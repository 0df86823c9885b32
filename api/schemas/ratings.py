"""Wire format of how far sources are relied on."""

from typing import Annotated

from pydantic import Field

from api.schemas.closed_lists import Reliability
from api.schemas.columns import CreatedAt, NextCursor, Reason, RecordId
from api.schemas.lists import PageParams
from api.schemas.types import Answer, Body, Id, Text

Admiralty = Annotated[
    Reliability,
    Field(
        description="How far the source is relied on, on the Admiralty scale.",
        examples=["B"],
    ),
]
Topic = Annotated[
    Text,
    Field(
        max_length=500,
        description="The topic for which the rating holds; empty for all topics.",
        examples=["military"],
    ),
]


class RatingIn(Body):
    """How reliable a source is held to be, on one topic or on all."""

    reliability: Admiralty
    topic: Topic = ""


class RatingPatch(RatingIn):
    """A merge patch: only the fields that are sent change."""

    reliability: Admiralty = "F"


class RatingOut(Answer):
    """How reliable a source is held to be, and why."""

    id: RecordId
    source_id: Id = Field(description="The id of the source.")
    reliability: Reliability
    topic: str = Field(
        description="The topic for which the rating holds; empty for all topics."
    )
    reason: Reason
    created_at: CreatedAt


class RatingPage(Answer):
    """One page of ratings."""

    data: list[RatingOut] = Field(description="The ratings of this page.")
    next_cursor: NextCursor


class RatingListParams(PageParams):
    """Query parameters of the ratings of a source."""

    shown = RatingOut
