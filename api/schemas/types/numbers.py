"""Numbers, and lists of numbers, in requests."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from api.settings import MAX_ID

WHOLE = re.compile(r"-?\d+", re.ASCII)


def whole(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Reject texts that only Python reads as a number: “1_0”, “+1”."""
    if isinstance(value, str) and not WHOLE.fullmatch(value):
        message = "Must be an integer written in digits, like 12."
        raise ValueError(message)
    return value


def split(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Split a parameter at its commas; it may also be repeated."""
    if not isinstance(value, list):
        return value
    return [part for one in value for part in str(one).split(",")]


InDigits = BeforeValidator(whole)
Id = Annotated[
    int,
    Field(ge=1, le=MAX_ID, description="The id of a record.", examples=[1]),
    InDigits,
]
Share = Annotated[
    float, Field(ge=0, le=1, description="A number from 0 to 1.", examples=[0.7])
]
