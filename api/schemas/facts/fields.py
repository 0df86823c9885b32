"""Fields that several schemas of facts share."""

from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas.types import NotBlank, Text, matching
from api.settings import MAX_ID

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
CRITERIA = "The criteria that decide the outcome of the fact."
OPENS_AT = "When the time that the fact is about begins; null if not fixed."
CLOSES_AT = "When the time that the fact is about ends; null if not fixed."
RESOLVES_BY = (
    "When the fact is due for an outcome; null if not fixed. A date, or its midnight "
    "in UTC, lasts until that day is over."
)
PLACE = "The place of the event or state."
PARENT = "The id of the fact of which this one is a part; null if there is none."


def _no_id(slug: str) -> str:
    """Reject a slug that reads as an id."""
    if slug.isdigit():
        message = "Must have a letter or a hyphen; digits alone are an id."
        raise ValueError(message)
    return slug


def _key(text: str) -> int | str:
    """Return the id or the slug in a URL."""
    if not text.isdigit():
        return text
    if not 1 <= int(text) <= MAX_ID:
        message = f"Must be an id from 1 to {MAX_ID}, or a slug."
        raise ValueError(message)
    return int(text)


Slug = Annotated[
    str,
    Field(
        max_length=100,
        pattern=SLUG,
        description="Words that identify the fact in URLs: lower-case letters, "
        "digits and hyphens.",
        examples=["belarus-enters-ukraine"],
    ),
    AfterValidator(_no_id),
]
FactKey = Annotated[
    str,
    Field(
        max_length=100,
        pattern=SLUG,
        description="The id of the fact, or its slug.",
        examples=["belarus-enters-ukraine"],
    ),
    AfterValidator(_key),
]
Statement = Annotated[
    Text,
    matching(r"\S"),
    Field(
        min_length=1,
        max_length=2000,
        description="The proposition, neutral and dated.",
        examples=["Belarusian forces enter Ukraine before 2023."],
    ),
    NotBlank,
]
