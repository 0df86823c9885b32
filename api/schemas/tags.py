"""Wire format of tags."""

from typing import Literal

from pydantic import Field

from api.schemas.claims import TagName
from api.schemas.lists import ListParams, RecordParams
from api.schemas.sources import Note
from api.schemas.types import (
    Answer,
    Body,
    EmbargoEnd,
    Id,
    Instant,
)
from db.models.base import Visibility


class TagIn(Body):
    """A tag to make."""

    name: TagName
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None


class TagPatch(TagIn):
    """A merge patch: only keys that are sent count, so no default is ever used."""

    name: TagName = ""


class TagOut(Answer):
    """A stored tag."""

    id: Id
    version: int
    name: str
    visibility: Visibility
    embargo_until: Instant | None
    note: str | None
    created_at: Instant
    updated_at: Instant
    withdrawn_at: Instant | None


class TagPage(Answer):
    """One page of tags; ``next_cursor`` is null on the last."""

    data: list[TagOut]
    next_cursor: str | None
    total: int | None = None


class TagParams(RecordParams):
    """Query parameters of a tag."""

    shown = TagOut


class TagListParams(ListParams):
    """Query parameters of the list."""

    shown = TagOut

    sort: Literal["name", "-recorded"] = Field(
        "name", description="`-recorded`: the latest first.", examples=["name"]
    )
