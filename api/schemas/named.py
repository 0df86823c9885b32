"""Query parameters that name a record: by id, identifier, slug or name."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag, WithJsonSchema

from api.schemas.types import Id, Text
from api.settings import MAX_ID

MAX_NAME = 2000  # the longest statement of a fact
DIGITS = re.compile(r"\d+", re.ASCII)  # an id, never a name
NO_DIGIT = "[^0-9]"  # anywhere in a name
BY_NAME = (
    "Each is given by its id, by an identifier as `scheme:value`, or by a full name or "
    "alias in any spelling; 422 if no source or several match."
)
FACT_BY_NAME = (
    "Each is given by its id, by its slug, or by its full statement in any spelling; "
    "422 if no fact or several match."
)


def _way(value: Any) -> str:  # noqa: ANN401 - whatever was sent
    is_id = isinstance(value, int) or DIGITS.fullmatch(str(value))
    return "id" if is_id else "name"


def _as_id(text: str) -> int | str:
    """Return a number as an id, other text unchanged; reject an invalid id."""
    if not DIGITS.fullmatch(text):
        return text
    if not 1 <= int(text) <= MAX_ID:
        message = f"Must be an id from 1 to {MAX_ID}, or a name."
        raise ValueError(message)
    return int(text)


def _named_like(max_length: int, *examples: int | str) -> WithJsonSchema:
    """Return the JSON schema of an id, or of a text that names a record."""
    text = {
        "type": "string",
        "minLength": 1,
        "maxLength": max_length,
        "pattern": NO_DIGIT,
    }
    number = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
    return WithJsonSchema({"anyOf": [number, text], "examples": [*examples]})


ById = Annotated[Id, Tag("id")]
ByName = Annotated[Text, Field(min_length=1, max_length=MAX_NAME), Tag("name")]
SourceNamed = Annotated[
    ById | ByName,
    Discriminator(_way),
    _named_like(MAX_NAME, 1, "wikidata:Q7184", "NATO"),
]
OutletNamed = Annotated[
    ById | ByName,
    Discriminator(_way),
    _named_like(MAX_NAME, 1, "wikidata:Q48340", "CNN"),
]
FactNamed = Annotated[
    ById | ByName,
    Discriminator(_way),
    _named_like(MAX_NAME, 1, "belarus-enters-ukraine"),
]
# For a parameter with one value: the framework supports no such union there.
OneNamed = Annotated[
    Text, Field(min_length=1, max_length=MAX_NAME), AfterValidator(_as_id)
]
