"""The instant that something is asked for: as it could be known, or was recorded."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from api.schemas.types import INSTANT_SCHEMA, to_instant

DAY_LENGTH = len("2022-03-22")
TICK = timedelta(microseconds=1)


def _latest_of(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return the last instant of a bare date, of today's so far; refuse the future."""
    instant, now = to_instant(value), datetime.now(UTC)
    if instant > now:
        message = "an instant that has passed, or a date up to today"
        raise ValueError(message)
    if len(value) == DAY_LENGTH:
        return min(instant + timedelta(days=1) - TICK, now)
    return instant


class AsOf(BaseModel):
    """What could be known by then."""

    as_of: Annotated[datetime, BeforeValidator(_latest_of), INSTANT_SCHEMA] | None = (
        Field(
            None,
            description="What could be known by then: claims of articles published, "
            "assessments held and outcomes known. A bare date is the end of that day.",
            examples=["2022-03-22"],
        )
    )

    @property
    def until(self) -> datetime:
        """Return the first instant that is no longer asked for."""
        return (self.as_of or datetime.now(UTC)) + TICK

    @property
    def recorded(self) -> datetime | None:
        """Return when the record is asked for as it then was, if it can be and is."""
        return None


class RecordAsOf(AsOf):
    """What could be known by then, or what this database would have answered then."""

    as_of_kind: Literal["world", "record"] = Field(
        "world",
        description="`world`: what could be known by `as_of`, in today's wording. "
        "`record`: what this database would have answered then.",
        examples=["world"],
    )

    @model_validator(mode="after")
    def _names_an_instant(self) -> Self:
        if self.as_of_kind == "record" and self.as_of is None:
            message = "as_of is needed with as_of_kind=record"
            raise ValueError(message)
        return self

    @property
    def recorded(self) -> datetime | None:
        """Return when the record is asked for as it then was, if it is."""
        return self.as_of if self.as_of_kind == "record" else None
