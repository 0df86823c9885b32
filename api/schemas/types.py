"""Values that mean the same in every request."""

import re
import unicodedata
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

INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d))?", re.ASCII
)
# PostgreSQL's driver takes them for infinity: a list would never get past them.
ENDS_OF_TIME = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
WHOLE = re.compile(r"-?\d+", re.ASCII)


def whole(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Refuse what Python takes for a number and no other reader does: “1_0”, “+1”."""
    if isinstance(value, str) and not WHOLE.fullmatch(value):
        message = "an integer, in digits"
        raise ValueError(message)
    return value


def clean(text: str) -> str:
    """Return ``text`` in NFC with LF line ends; refuse what no column holds."""
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
        message = "NUL and lone surrogates are not text"
        raise ValueError(message)
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", unified)


def to_instant(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return a date (its midnight) or an instant in UTC; refuse what is neither."""
    if isinstance(value, datetime) or value is None:
        return value
    message = "a date like 2022-03-21, or an instant like 2022-03-21T09:30:00Z"
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise ValueError(message)
    try:
        read = datetime.fromisoformat(value)
        read = read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(message) from error
    if read in ENDS_OF_TIME:
        message = "an instant between the first and the last that there is"
        raise ValueError(message)
    return read


def ahead(at: datetime) -> datetime:
    """Refuse an instant that has passed."""
    if at <= datetime.now(UTC):
        message = "an instant that lies ahead; what is to be seen now is public"
        raise ValueError(message)
    return at


def split(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return the parts of parameters that take commas or repetition."""
    if not isinstance(value, list):
        return value
    return [part for one in value for part in str(one).split(",")]


def matching(pattern: str) -> Any:  # noqa: ANN401 - what Field returns
    """Ask for a pattern, and say so: of a cleaned text pydantic documents none."""
    return Field(pattern=pattern, json_schema_extra={"pattern": pattern})


InDigits = BeforeValidator(whole)
Id = Annotated[int, Field(ge=1, le=MAX_ID, examples=[1]), InDigits]
Text = Annotated[str, AfterValidator(clean)]
Share = Annotated[float, Field(ge=0, le=1)]
ShortText = Annotated[Text, Field(min_length=1, max_length=500)]


def instants_like(*examples: str) -> WithJsonSchema:
    """Return what the document says of an instant."""
    either = [{"type": "string", "format": one} for one in ("date", "date-time")]
    return WithJsonSchema({"anyOf": either, "examples": list(examples)})


INSTANT_SCHEMA = instants_like("2022-03-21", "2022-03-21T09:30:00Z")
Instant = Annotated[datetime, BeforeValidator(to_instant), INSTANT_SCHEMA]
EmbargoEnd = Annotated[
    datetime,
    BeforeValidator(to_instant),
    AfterValidator(ahead),
    instants_like("2100-03-21T06:00:00Z"),
    Field(description="When what is restricted becomes public by itself."),
]
Language = Annotated[
    str,
    Field(
        max_length=35,
        pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
        description="BCP 47",
        examples=["en"],
    ),
]
Country = Annotated[
    str,
    Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2", examples=["BY"]),
]


class Body(BaseModel):
    """What every request body refuses: keys nobody knows, and values of other types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """A part of an answer. No field has a default: every key is always present."""

    model_config = ConfigDict(extra="forbid")
