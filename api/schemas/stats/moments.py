"""Instants in the forms that chart programs send."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from api.schemas.types import to_instant

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS = re.compile(r"-?\d{1,15}", re.ASCII)


def _to_moment(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return a date, an instant, or milliseconds since 1970, as an instant."""
    try:
        if isinstance(value, str) and MILLISECONDS.fullmatch(value):
            value = (EPOCH + timedelta(milliseconds=int(value))).isoformat()
        return to_instant(value)
    except (ValueError, OverflowError) as error:
        message = (
            "Must be a date like 2022-03-21, an instant like 2022-03-21T09:30:00Z, "
            "or milliseconds since 1970."
        )
        raise ValueError(message) from error


Moment = Annotated[
    datetime,
    BeforeValidator(_to_moment),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "format": "date-time"},
                {"type": "integer"},
            ],
            "examples": ["2022-03-21", "2022-03-21T09:30:00Z", 1647855000000],
        }
    ),
]
