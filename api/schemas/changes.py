"""Wire format of the history."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.closed_lists import Action, Resource
from api.schemas.columns import NextCursor
from api.schemas.lists import PageParams
from api.schemas.types import Answer, Id, InDigits, Instant
from api.settings import MAX_ID


class AnalystRef(Answer):
    """Who made a change; readers learn only that it was “an analyst”."""

    id: Id | None = Field(
        description="The id of the analyst; null if the caller may not see it."
    )
    name: str = Field(
        description="The name of the analyst, or “an analyst”.",
        examples=["Night desk"],
    )


class FieldChange(Answer):
    """One field before and after."""

    field: str = Field(description="The name of the field.", examples=["title"])
    old: Any = Field(description="Its value before the change.")
    new: Any = Field(description="Its value after the change.")


class ChangeOut(Answer):
    """One audit entry of the history."""

    id: Id = Field(
        description="The id of the audit entry; ids ascend in the order of commits."
    )
    at: Instant = Field(description="When the change was made.")
    analyst: AnalystRef = Field(description="Who made the change.")
    request_id: str | None = Field(
        description="The id of the HTTP request that made it; null if none did."
    )
    action: Action
    resource: Resource
    record_id: Id = Field(description="The id of the record that was changed.")
    version: int = Field(description="The version of the record after the change.")
    reason: str | None = Field(description="Why, as its author gave it.")
    changes: list[FieldChange] = Field(description="The fields that changed.")


class ChangePage(Answer):
    """One page of audit entries."""

    data: list[ChangeOut] = Field(description="The audit entries of this page.")
    next_cursor: NextCursor


class HistoryParams(PageParams):
    """Query parameters of the history of a record."""

    shown = ChangeOut


class FeedParams(PageParams):
    """Query parameters of the feed of all changes."""

    shown = ChangeOut

    after: Annotated[int, Field(ge=0, le=MAX_ID), InDigits] = Field(
        0,
        description="The id of the last change that is known already: only later ones "
        "are listed.",
        examples=[0],
    )
