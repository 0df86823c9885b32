"""Wire format of the history."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from api.schemas.closed_lists import Action, Resource
from api.schemas.columns import NextCursor
from api.schemas.lists import PageParams
from api.schemas.types import Answer, Id, InDigits, Instant, to_instant
from api.settings import MAX_ID


class AnalystRef(Answer):
    """Who made a change; for readers, only “an analyst”."""

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
        description="The id of the HTTP request that made it; null if there was none."
    )
    action: Action
    resource: Resource
    record_id: Id = Field(description="The id of the record that was changed.")
    version: int = Field(description="The version of the record after the change.")
    reason: str | None = Field(description="The reason that the analyst gave.")
    changes: list[FieldChange] = Field(description="The fields that changed.")


class ChangePage(Answer):
    """One page of audit entries."""

    data: list[ChangeOut] = Field(description="The audit entries of this page.")
    next_cursor: NextCursor


def _id_or_instant(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return the id of a change, or an instant in UTC; reject other values."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,16}", value, re.ASCII):
        if int(value) > MAX_ID:
            message = f"Must be at most {MAX_ID}, if it is an id."
            raise ValueError(message)
        return int(value)
    return to_instant(value)


Since = Annotated[
    int | datetime,
    BeforeValidator(_id_or_instant),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "format": "date-time"},
                {"type": "integer", "minimum": 0, "maximum": MAX_ID},
            ],
            "examples": ["2022-03-21", "2022-03-21T09:30:00Z", 120],
        }
    ),
]


class HistoryParams(PageParams):
    """Query parameters of the history of a record."""

    shown = ChangeOut


class FeedParams(PageParams):
    """Query parameters of the feed of all changes."""

    shown = ChangeOut

    after: Annotated[int, Field(ge=0, le=MAX_ID), InDigits] = Field(
        0,
        description="The id of the last change that the client knows: only later ones "
        "are listed.",
        examples=[0],
    )
    since: Since | None = Field(
        None,
        description="List from the first change at this instant or "
        "later: a date (its midnight in UTC) or an instant. Or the id of a change, "
        "with the same meaning as `after`.",
    )

    @property
    def known(self) -> int:
        """Return the id of the last change that the client knows."""
        return max(self.after, self.since if isinstance(self.since, int) else 0)

    @property
    def begins(self) -> datetime | None:
        """Return the instant of the first listed change, if one was sent."""
        return self.since if isinstance(self.since, datetime) else None
