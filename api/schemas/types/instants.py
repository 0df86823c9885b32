"""Instants in requests."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from db.values import clock
from db.values.dates import ONE_INSTANT, parse_instant, to_utc


def to_instant(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return a date (its midnight) or an instant in UTC; reject other values."""
    read = with_offset(value)
    return to_utc(read) if isinstance(read, datetime) else read


def with_offset(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return a date or an instant with its offset; reject other values."""
    if isinstance(value, datetime) or value is None:
        return value
    if not isinstance(value, str):
        raise ValueError(ONE_INSTANT)
    return parse_instant(value)


def ahead(at: datetime) -> datetime:
    """Reject an instant that has passed."""
    if at <= clock.now():
        message = "Must be in the future; to publish now, set visibility to public."
        raise ValueError(message)
    return at


def instants_like(*examples: str, **more: str) -> WithJsonSchema:
    """Return the JSON schema of an instant, with these examples."""
    either = [{"type": "string", "format": one} for one in ("date", "date-time")]
    return WithJsonSchema({"anyOf": either, "examples": list(examples), **more})


INSTANT_SCHEMA = instants_like("2022-03-21", "2022-03-21T09:30:00Z")
Instant = Annotated[datetime, BeforeValidator(to_instant), INSTANT_SCHEMA]
EmbargoEnd = Annotated[
    datetime,
    BeforeValidator(to_instant),
    AfterValidator(ahead),
    instants_like(
        "2100-03-21T06:00:00Z",
        description="The instant, in the future, at which a restricted record becomes "
        "automatically public; null if it never does.",
    ),
]
