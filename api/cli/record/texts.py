"""The text of an article, read from a file."""

import sys
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from api.cli.failures import CommandError
from api.schemas.articles import LongText
from api.settings import MAX_LARGE_BODY

STDIN = "-"
TEXT = TypeAdapter[str](LongText)
FAULTS = {
    "too_short": "is empty: give the text of the article",
    "too_long": "is too long: split it, the limit is 5,000,000 characters",
}
NO_TEXT = "contains NUL characters and is not text: extract its text first"


def read_text(file: str) -> str:
    """Return the text of ``file``; raise ``CommandError`` if it is not text."""
    content = _content(file)
    name = "The text on stdin" if file == STDIN else file
    try:
        # A byte order mark at the start is not part of the text.
        text: str = TEXT.validate_python(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = (
            f"{name} is not UTF-8: the byte {content[error.start]:#x} in line {line} "
            "does not belong there. Convert it, for example with "
            "`iconv -f WINDOWS-1252 -t UTF-8`."
        )
        raise CommandError(message) from error
    except ValidationError as error:
        fault = FAULTS.get(error.errors()[0]["type"], NO_TEXT)
        raise CommandError(f"{name} {fault}.") from error
    return text


def _content(file: str) -> bytes:
    """Return the bytes of ``file``, up to the limit of the API."""
    try:
        if file == STDIN:
            content = sys.stdin.buffer.read(MAX_LARGE_BODY + 1)
        else:
            with Path(file).open("rb") as text:
                content = text.read(MAX_LARGE_BODY + 1)
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}. Name a text file, or -."
        raise CommandError(message) from error
    if len(content) > MAX_LARGE_BODY:
        message = f"{file} is larger than {MAX_LARGE_BODY >> 20} MB: split it."
        raise CommandError(message)
    return content
