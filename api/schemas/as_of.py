"""The instant a request asks about: what could be known, or what was recorded."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from api.schemas.closed_lists import AsOfKind
from api.schemas.types import INSTANT_SCHEMA, to_instant
from db.values import clock
from db.values.dates import TICK

DAY_LENGTH = len("2022-03-22")


def _latest_of(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return the last instant of a bare date, of today's so far; refuse the future."""
    instant, now = to_instant(value), clock.now()
    if instant > now:
        message = "Must not be in the future: a past instant, or a date up to today."
        raise ValueError(message)
    if len(value) == DAY_LENGTH:
        return min(instant + timedelta(days=1) - TICK, now)
    return instant


PastInstant = Annotated[datetime, BeforeValidator(_latest_of), INSTANT_SCHEMA]


class AsOf(BaseModel):
    """What could be known at an instant."""

    as_of: PastInstant | None = Field(
        None,
        description="Answer with what could be known at this instant: claims of "
        "articles published, assessments held and outcomes known by then. A date "
        "without a time means the end of that day (UTC). Now if not given.",
        examples=["2022-03-22"],
    )

    @property
    def until(self) -> datetime:
        """Return the first instant after the one that is asked about."""
        return (self.as_of or clock.now()) + TICK

    @property
    def known_before(self) -> datetime | None:
        """Return ``until`` if an instant is asked for, else nothing."""
        return self.until if self.as_of else None

    @property
    def is_lasting(self) -> bool:
        """Return whether the same request asks about the same instant tomorrow."""
        return self.as_of is None or self.as_of.date() < clock.now().date()

    def published_by(self) -> dict[str, list[datetime]]:
        """Return the filter of claims that were published by then, if it is given."""
        return {"published_by": [self.until]} if self.as_of else {}

    @property
    def recorded(self) -> datetime | None:
        """Return the instant whose record is asked for, if any: here there is none."""
        return None


class RecordAsOf(AsOf):
    """What could be known at an instant, or what this database answered then."""

    as_of_kind: AsOfKind = Field(
        "world", description="What `as_of` asks about.", examples=["world"]
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
        """Return the instant whose record is asked for, if any."""
        return self.as_of if self.as_of_kind == "record" else None
