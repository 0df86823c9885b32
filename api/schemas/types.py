"""Values that mean the same in every request."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from api.settings import MAX_ID
from db.values.countries import check_country
from db.values.dates import ONE_INSTANT, parse_instant, to_utc
from db.values.languages import normal_language
from db.values.names import trimmed
from db.values.stored_text import as_stored
from db.values.written_forms import is_blank

WHOLE = re.compile(r"-?\d+", re.ASCII)


def whole(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Refuse texts that only Python reads as a number: “1_0”, “+1”."""
    if isinstance(value, str) and not WHOLE.fullmatch(value):
        message = "Must be an integer written in digits, like 12."
        raise ValueError(message)
    return value


def storable(text: str) -> str:
    """Return ``text`` as it is; refuse what no column holds."""
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
        message = "Must not contain NUL or lone surrogate characters."
        raise ValueError(message)
    return text


def clean(text: str) -> str:
    """Return ``text`` in NFC with LF line ends; refuse what no column holds."""
    return as_stored(storable(text))


def not_blank(text: str) -> str:
    """Return ``text`` as it is; refuse what nobody sees."""
    if is_blank(text):
        message = "Must not be blank: send text, or leave the field out."
        raise ValueError(message)
    return text


def to_instant(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return a date (its midnight) or an instant in UTC; refuse what is neither."""
    read = with_offset(value)
    return to_utc(read) if isinstance(read, datetime) else read


def with_offset(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return a date or an instant with its offset; refuse what is neither."""
    if isinstance(value, datetime) or value is None:
        return value
    if not isinstance(value, str):
        raise ValueError(ONE_INSTANT)
    return parse_instant(value)


def ahead(at: datetime) -> datetime:
    """Refuse an instant that has passed."""
    if at <= datetime.now(UTC):
        message = "Must be in the future; to publish now, set visibility to public."
        raise ValueError(message)
    return at


def split(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return the parts of parameters that take commas or repetition."""
    if not isinstance(value, list):
        return value
    return [part for one in value for part in str(one).split(",")]


def matching(pattern: str) -> Any:  # noqa: ANN401 - what Field returns
    """Return a field with a pattern; pydantic documents none for a cleaned text."""
    return Field(pattern=pattern, json_schema_extra={"pattern": pattern})


InDigits = BeforeValidator(whole)
Id = Annotated[
    int,
    Field(ge=1, le=MAX_ID, description="The id of a record.", examples=[1]),
    InDigits,
]
Text = Annotated[str, AfterValidator(clean)]
Share = Annotated[
    float, Field(ge=0, le=1, description="A number from 0 to 1.", examples=[0.7])
]
ShortText = Annotated[Text, Field(min_length=1, max_length=500)]
NotBlank = AfterValidator(not_blank)
# A name: without spaces around it, and with one space between words.
Name = Annotated[ShortText, NotBlank, AfterValidator(trimmed)]


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
        "public by itself; null if it stays as it is.",
    ),
]
Language = Annotated[
    str,
    Field(
        max_length=35,
        pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
        description="The language, as a BCP 47 tag. It is stored in the usual letter "
        "case: `EN-gb` as `en-GB`.",
        examples=["en"],
    ),
    AfterValidator(normal_language),
]
Country = Annotated[
    str,
    Field(
        pattern=r"^[A-Z]{2}$",
        description="The country, as a code in capitals that ISO 3166-1 alpha-2 "
        "assigns: `GB`, not `UK`.",
        examples=["BY"],
    ),
    AfterValidator(check_country),
]


class Body(BaseModel):
    """A request body: unknown keys and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """A part of a response. No field has a default: every key is always present."""

    model_config = ConfigDict(extra="forbid")
