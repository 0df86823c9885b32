"""Types with the same meaning in every request."""

from pydantic import BaseModel, ConfigDict

from api.schemas.types.codes import Country, Language
from api.schemas.types.instants import (
    INSTANT_SCHEMA,
    EmbargoEnd,
    Instant,
    to_instant,
    with_offset,
)
from api.schemas.types.numbers import WHOLE, Id, InDigits, Share, split
from api.schemas.types.texts import Name, NotBlank, ShortText, Text, matching, storable

__all__ = [
    "INSTANT_SCHEMA",
    "WHOLE",
    "Answer",
    "Body",
    "Country",
    "EmbargoEnd",
    "Id",
    "InDigits",
    "Instant",
    "Language",
    "Name",
    "NotBlank",
    "Share",
    "ShortText",
    "Text",
    "matching",
    "split",
    "storable",
    "to_instant",
    "with_offset",
]


class Body(BaseModel):
    """A request body; unknown keys and values of other types are rejected."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """A part of a response. No field has a default: every key is always present."""

    # Only the OpenAPI document needs the schemas: a start takes a fifth less time.
    model_config = ConfigDict(defer_build=True, extra="forbid")
