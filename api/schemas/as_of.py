"""The instant of a request: what was known, or what was recorded."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from api.schemas.closed_lists import AsOfKind
from api.schemas.types import INSTANT_SCHEMA, to_instant
from db.values import clock
from db.values.dates import TICK

DAY_LENGTH = len("2022-03-22")


def _latest_of(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return the last instant of a date (for today, now); reject a future instant."""
    instant, now = to_instant(value), clock.now()
    if instant > now:
        message = (
            "Must not be in the future: send a past instant, or a date up to today."
        )
        raise ValueError(message)
    if len(value) == DAY_LENGTH:
        return min(instant + timedelta(days=1) - TICK, now)
    return instant


PastInstant = Annotated[datetime, BeforeValidator(_latest_of), INSTANT_SCHEMA]


class AsOf(BaseModel):
    """The request parameters for what was known at an instant."""

    as_of: PastInstant | None = Field(
        None,
        description="Return the state that could be known at this instant: claims of "
        "articles published, assessments made and outcomes known by then. A date "
        "without a time means the end of that day (UTC). Now if not sent.",
        examples=["2022-03-22"],
    )

    @property
    def until(self) -> datetime:
        """Return the first instant after the requested one."""
        return (self.as_of or clock.now()) + TICK

    @property
    def known_before(self) -> datetime | None:
        """Return ``until`` if an instant was sent, else nothing."""
        return self.until if self.as_of else None

    @property
    def is_lasting(self) -> bool:
        """Return whether the same request means the same instant tomorrow."""
        return self.as_of is None or self.as_of.date() < clock.now().date()

    def published_by(self) -> dict[str, list[datetime]]:
        """Return the filter of claims published by the instant, if one was sent."""
        return {"published_by": [self.until]} if self.as_of else {}

    @property
    def recorded(self) -> datetime | None:
        """Return the instant of the record, if one was sent: never here."""
        return None


class RecordAsOf(AsOf):
    """The request parameters for what was known, or recorded, at an instant."""

    as_of_kind: AsOfKind = Field(
        "world", description="What `as_of` means.", examples=["world"]
    )

    @model_validator(mode="after")
    def _names_an_instant(self) -> Self:
        if self.as_of_kind == "record" and self.as_of is None:
            message = (
                "as_of is required with as_of_kind=record: send a date or an instant."
            )
            raise ValueError(message)
        return self

    @property
    def recorded(self) -> datetime | None:
        """Return the instant of the record, if one was sent."""
        return self.as_of if self.as_of_kind == "record" else None
