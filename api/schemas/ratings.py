"""Wire format of how far sources are relied on."""

from typing import Annotated

from pydantic import Field

from api.schemas.lists import PageParams
from api.schemas.types import Answer, Body, Id, Instant, Text
from db.models.rating import Reliability

Admiralty = Annotated[
    Reliability,
    Field(
        description="The Admiralty scale: A completely, B usually, C fairly, D not "
        "usually, E not reliable; F cannot be judged.",
        examples=["B"],
    ),
]
Topic = Annotated[
    Text,
    Field(
        max_length=500,
        description="What it holds for; empty: whatever the source speaks of.",
        examples=["military"],
    ),
]


class RatingIn(Body):
    """How reliable a source is held to be, on a topic or in all."""

    reliability: Admiralty
    topic: Topic = ""


class RatingPatch(RatingIn):
    """A merge patch: only keys that are sent count, so no default is ever used."""

    reliability: Admiralty = "F"


class RatingOut(Answer):
    """How reliable a source is held to be, and why."""

    id: Id
    source_id: Id
    reliability: Reliability
    topic: str
    reason: str | None
    created_at: Instant


class RatingPage(Answer):
    """One page of ratings; ``next_cursor`` is null on the last."""

    data: list[RatingOut]
    next_cursor: str | None


class RatingListParams(PageParams):
    """Query parameters of the ratings of a source."""

    shown = RatingOut
