"""Wire format of tags."""

from pydantic import Field

from api.schemas.claims import TagName
from api.schemas.closed_lists import TagSort, Visibility
from api.schemas.columns import (
    CreatedAt,
    EmbargoedUntil,
    NextCursor,
    NoteText,
    RecordId,
    UpdatedAt,
    Version,
    WithdrawnAt,
)
from api.schemas.lists import ListParams, VersionParams
from api.schemas.sources import Note
from api.schemas.totals import Total
from api.schemas.types import Answer, Body, EmbargoEnd


class TagIn(Body):
    """A tag to create."""

    name: TagName
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None


class TagPatch(TagIn):
    """A merge patch: only the sent fields change."""

    name: TagName = ""


class TagOut(Answer):
    """A tag."""

    id: RecordId
    version: Version
    name: str = Field(description="The name of the tag.", examples=["belarus"])
    visibility: Visibility
    embargo_until: EmbargoedUntil
    note: NoteText
    created_at: CreatedAt
    updated_at: UpdatedAt
    withdrawn_at: WithdrawnAt


class TagPage(Answer):
    """One page of tags."""

    data: list[TagOut] = Field(description="The tags of this page.")
    next_cursor: NextCursor
    total: Total = None


class TagParams(VersionParams):
    """Query parameters of a tag."""

    shown = TagOut


class TagListParams(ListParams):
    """Query parameters of the list."""

    shown = TagOut

    sort: TagSort = Field(
        "name", description="The order of the list.", examples=["name"]
    )
