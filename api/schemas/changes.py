"""Wire format of the history."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.lists import PageParams
from api.schemas.types import Answer, Id, InDigits, Instant
from api.settings import MAX_ID
from db.models.change import Action


class AnalystRef(Answer):
    """Who wrote; readers learn only that it was ``an analyst``."""

    id: Id | None
    name: str


class FieldChange(Answer):
    """One field before and after."""

    field: str
    old: Any
    new: Any


class ChangeOut(Answer):
    """One line of the history."""

    id: Id
    at: Instant
    analyst: AnalystRef
    request_id: str | None
    action: Action
    resource: Literal["source", "article", "claim", "fact", "tag", "identity"]
    record_id: Id
    version: int
    reason: str | None
    changes: list[FieldChange]


class ChangePage(Answer):
    """One page of changes; ``next_cursor`` is null on the last."""

    data: list[ChangeOut]
    next_cursor: str | None


class HistoryParams(PageParams):
    """Query parameters of the history of a record."""

    shown = ChangeOut


class FeedParams(PageParams):
    """Query parameters of the feed of all changes."""

    shown = ChangeOut

    after: Annotated[int, Field(ge=0, le=MAX_ID), InDigits] = Field(
        0, description="The id of the last change that is known already.", examples=[0]
    )
