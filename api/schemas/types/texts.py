"""Texts in requests."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from db.values.names import trimmed
from db.values.stored_text import LONG_RUN, as_stored, find_long_run
from db.values.written_forms import is_blank

MAX_TEXT = 20_000  # characters of the longest text, except that of an article
MAX_SENT = 4 * MAX_TEXT  # characters that may compose to MAX_TEXT
UNSTORABLE = "Must not contain NUL or lone surrogate characters."


def storable(text: str) -> str:
    """Return ``text``; reject characters that no column can store."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(UNSTORABLE) from None
    if "\0" in text:
        raise ValueError(UNSTORABLE)
    return text


def clean(text: str) -> str:
    """Return ``text`` in NFC with LF line ends, if it can be stored.

    A text that is too long in any form is not normalised. Long runs of combining marks,
    which Unicode does not allow in streams, are rejected: they take long to sort, and
    texts are stored in the order of their characters as sent.
    """
    if len(text) > MAX_SENT:
        message = f"Must have at most {MAX_TEXT:,} characters."
        raise ValueError(message)
    if text.isascii() and text.isprintable():
        return text
    if run := find_long_run(text):
        start, count = run
        message = (
            f"Must not have more than {LONG_RUN} combining marks in a row: there are "
            f"{count} from character {start + 1}."
        )
        raise ValueError(message)
    return as_stored(storable(text))


def not_blank(text: str) -> str:
    """Return ``text``; reject a text without visible characters."""
    if is_blank(text):
        message = "Must not be blank: send text, or omit the field."
        raise ValueError(message)
    return text


def matching(pattern: str) -> Any:  # noqa: ANN401 - what Field returns
    """Return a field with a pattern; pydantic documents none for a cleaned text."""
    return Field(pattern=pattern, json_schema_extra={"pattern": pattern})


Text = Annotated[str, AfterValidator(clean)]
ShortText = Annotated[Text, Field(min_length=1, max_length=500)]
NotBlank = AfterValidator(not_blank)
# A name: without surrounding spaces, and with single spaces between words.
Name = Annotated[ShortText, NotBlank, AfterValidator(trimmed)]
