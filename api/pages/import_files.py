"""Files of claims: one claim per line as JSON, or the body of a batch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from fastapi import Request
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException

from api.http.errors import describe
from api.http.responses import dump
from api.schemas.claims import ClaimIn
from api.schemas.specs import claim_spec
from api.serializers.values import Json
from db.commands.claims import Entry

CLAIM_IN: TypeAdapter[ClaimIn] = TypeAdapter(ClaimIn)
NOT_JSON = "This line is not JSON."
MOST_CLAIMS = 1_000
TOO_MANY = f"A file may have at most {MOST_CLAIMS:,} claims: split it."
Numbered = tuple[
    int, Any
]  # the number from 1 of a line or of a claim in a batch, and its content


@dataclass(frozen=True)
class ClaimFile:
    """The valid claims of a file by number, and the errors of the others.

    ``lines`` has the claims as a file, each on the line with its number; ``digest`` is
    that of the lines. Both take long, so they are made in a thread with the rest.
    """

    sent: Sequence[Numbered]
    entries: Mapping[int, Entry]
    wrong: Mapping[int, Sequence[str]]
    lines: str
    digest: str


def read_claims(request: Request, text: str) -> ClaimFile:
    """Return the claims of a file, each validated as in ``POST /claims``.

    Raise 422 if there are too many.
    """
    entries: dict[int, Entry] = {}
    wrong: dict[int, Sequence[str]] = {}
    sent = list(numbered(text))
    if len(sent) > MOST_CLAIMS:
        raise HTTPException(422, TOO_MANY)
    for number, claim in sent:
        try:
            entries[number] = _entry(claim)
        except ValidationError as error:
            wrong[number] = _messages(request, error)
    lines = claim_lines(sent)
    return ClaimFile(sent, entries, wrong, lines.decode(), sha256(lines).hexdigest())


def numbered(text: str) -> Iterator[Numbered]:
    """Yield the claims of a batch, or the lines that are not blank."""
    whole = _json(text)
    claims = whole.get("claims") if isinstance(whole, dict) else whole
    if isinstance(claims, list):
        yield from enumerate(claims, 1)
        return
    # Not splitlines: a string in JSON may contain the other separators of lines.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _json(line)


def claim_lines(sent: Sequence[Numbered]) -> bytes:
    """Return claims as lines, with empty ones for the missing numbers."""
    parts, last = list[bytes](), 1
    for number, claim in sent:
        parts += [b"\n" * (number - last), dump(claim)]
        last = number
    return b"".join(parts)


def _json(text: str) -> Any:  # noqa: ANN401 - any JSON
    """Return the value of a text, None if it is not JSON or is nested too deeply."""
    try:
        value = orjson.loads(text)
        dump(value)  # it is sent back; orjson writes fewer levels than it reads
    except (orjson.JSONDecodeError, TypeError):
        return None
    return value


def _entry(claim: Any) -> Entry:  # noqa: ANN401 - any JSON
    read = CLAIM_IN.validate_python(claim)
    return Entry(claim_spec(read), read.article_id, read.revision_id)


def _messages(request: Request, error: ValidationError) -> Sequence[str]:
    found = error.errors(include_url=False, include_input=False)
    if found[0]["loc"] == ():
        return [NOT_JSON]
    located: list[Json] = [{**one, "loc": ("body", *one["loc"])} for one in found]
    return [f"{one['pointer']}: {one['message']}" for one in describe(request, located)]
