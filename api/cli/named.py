"""Sources on the command line, by id or by name."""

from typing import get_args

from pydantic import TypeAdapter, ValidationError
from typer import BadParameter

from api.cli.failures import CommandError
from api.schemas.types import ShortText
from api.settings import MAX_ID
from db.models.source import SourceKind
from db.queries.source_matches import find_named_sources
from db.queries.sources import SourceRow, get_source
from db.reads.reading import Reading
from db.values.text import fold

KINDS = (*get_args(SourceKind),)
MAX_SOURCES = 1000  # unnamed sources with one name can be in very many articles


def source_name(written: str) -> str:
    """Return a valid name or id; raise ``BadParameter`` if it is neither."""
    try:
        return TypeAdapter(ShortText).validate_python(written)
    except ValidationError as error:
        message = "a name is text of 1 to 500 characters"
        raise BadParameter(message) from error


async def find_sources(reading: Reading, name: str) -> list[SourceRow]:
    """Return the source with this id, or all with this name, including unnamed ones."""
    if found := await _by_id(reading, name):
        return [found]
    values = {"called": fold(name)}
    called = await reading.scan(find_named_sources, values, by="folded", kinds=KINDS)
    if not called:
        message = (
            f"No source has the id or the name “{name}”: search for a part of it with "
            "`onrecord sources --q`."
        )
        raise CommandError(message)
    if len(called) > MAX_SOURCES:
        message = (
            f"{len(called):,} sources have the name “{name}”: choose one by its id."
        )
        raise CommandError(message)
    return [
        row
        for one in called
        for row in await reading.rows(get_source, {"source": one.id})
    ]


async def _by_id(reading: Reading, name: str) -> SourceRow | None:
    """Return the source with the id in ``name``, or its survivor."""
    source_id = _id_in(name)
    if source_id is None:
        return None
    found = await reading.rows(get_source, {"source": source_id})
    while found and found[0].merged_into_id:
        found = await reading.rows(get_source, {"source": found[0].merged_into_id})
    return found[0] if found else None


def _id_in(name: str) -> int | None:
    digits = name.removeprefix("#")
    if digits.isascii() and digits.isdecimal() and int(digits) <= MAX_ID:
        return int(digits)
    return None
