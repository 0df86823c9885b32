"""Records in a form: matched by name, or described."""

import re

from api.serializers.values import Json
from db.errors import FilterError, InvalidError
from db.models.source import SourceKind
from db.reads.named import with_named
from db.reads.reading import Reading

# Words in descriptors of unnamed people.
UNNAMED = re.compile(
    r"\b(official|source|aide|diplomat|officer|adviser|advisor|employee|witness|person)"
    r"(s|es)?\b|\bpeople\b",
    re.IGNORECASE,
)
NAMES_A_POST = re.compile(r"\b[A-Z]\w+ [A-Z]\w+$")  # a person with a name
PLURAL = re.compile(r"\b(\w+ials|sources|aides|diplomats|officers|people)\b")


def guessed_kind(name: str) -> SourceKind:
    """Return the probable kind of a new source, by its name."""
    if UNNAMED.search(name) and not NAMES_A_POST.search(name):
        return "anonymous_group" if PLURAL.search(name) else "anonymous_person"
    return "person"


async def source_named(reading: Reading, name: str, kind: str, *at: str | int) -> Json:
    """Return the source of a step by id if one has the name, else a description.

    Raise ``InvalidError`` for the field if several have the name.
    """
    meant = kind or guessed_kind(name)
    described: Json = {"source": {"name": name, "kind": meant}}
    if kind or meant != "person":
        return described
    found = await _found(reading, "source", name, *at)
    return {"source_id": found} if found else described


async def fact_named(reading: Reading, name: str, *at: str | int) -> Json:
    """Return the fact of a stance by id, or a description by its statement."""
    found = await _found(reading, "fact", name, *at)
    return {"fact_id": found} if found else {"fact": {"statement": name}}


async def _found(
    reading: Reading, resource: str, name: str, *at: str | int
) -> int | None:
    """Return the id of the record with a name, None if there is none."""
    try:
        found = await with_named(reading, {resource: [name]})
    except FilterError as error:
        if not error.candidates:
            return None
        message = "Several records have this name: choose one from the list."
        raise InvalidError(message, *at, candidates=error.candidates) from error
    (record_id,) = found[resource]
    return int(record_id)
