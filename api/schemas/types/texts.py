"""Texts that are sent."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from db.values.names import trimmed
from db.values.stored_text import as_stored
from db.values.written_forms import is_blank


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


def matching(pattern: str) -> Any:  # noqa: ANN401 - what Field returns
    """Return a field with a pattern; pydantic documents none for a cleaned text."""
    return Field(pattern=pattern, json_schema_extra={"pattern": pattern})


Text = Annotated[str, AfterValidator(clean)]
ShortText = Annotated[Text, Field(min_length=1, max_length=500)]
NotBlank = AfterValidator(not_blank)
# A name: without spaces around it, and with one space between words.
Name = Annotated[ShortText, NotBlank, AfterValidator(trimmed)]
