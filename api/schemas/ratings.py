"""Wire format of ratings of the reliability of sources."""

from typing import Annotated

from pydantic import Field

from api.schemas.closed_lists import Reliability
from api.schemas.columns import CreatedAt, NextCursor, Reason, RecordId
from api.schemas.lists import PageParams
from api.schemas.types import Answer, Body, Id, Text

Admiralty = Annotated[
    Reliability,
    Field(
        description="The reliability of the source on the Admiralty scale.",
        examples=["B"],
    ),
]
Topic = Annotated[
    Text,
    Field(
        max_length=500,
        description="The topic of the rating; empty for all topics.",
        examples=["military"],
    ),
]


class RatingIn(Body):
    """The reliability of a source, on one topic or on all."""

    reliability: Admiralty
    topic: Topic = ""


class RatingPatch(RatingIn):
    """A merge patch: only the sent fields change."""

    reliability: Admiralty = "F"


class RatingOut(Answer):
    """The reliability of a source, and why."""

    id: RecordId
    source_id: Id = Field(description="The id of the source.")
    reliability: Reliability
    topic: str = Field(description="The topic of the rating; empty for all topics.")
    reason: Reason
    created_at: CreatedAt


class RatingPage(Answer):
    """One page of ratings."""

    data: list[RatingOut] = Field(description="The ratings of this page.")
    next_cursor: NextCursor


class RatingListParams(PageParams):
    """Query parameters of the ratings of a source."""

    shown = RatingOut
