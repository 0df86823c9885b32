"""Sources on the command line, by id or by name."""

from collections.abc import Sequence
from typing import get_args

from pydantic import TypeAdapter, ValidationError
from typer import BadParameter

from api.cli.failures import CommandError
from api.schemas.types import ShortText
from api.settings import MAX_ID
from db.engine.reader import Reader
from db.models.source import SourceKind
from db.queries.sources import find_named_sources, get_source
from db.values.text import fold
from db.values.types import AnyRow
from db.values.viewer import LOCAL_VIEWER

KINDS = (*get_args(SourceKind),)
MAX_SOURCES = 1000  # unnamed ones of one name can be in very many articles


def source_name(written: str) -> str:
    """Return a valid name or id; raise ``BadParameter`` if it is neither."""
    try:
        return TypeAdapter(ShortText).validate_python(written)
    except ValidationError as error:
        message = "a name is text of 1 to 500 characters"
        raise BadParameter(message) from error


async def find_sources(reader: Reader, name: str) -> Sequence[AnyRow]:
    """Return the source with this id, or all that have this name, unnamed ones too."""
    if found := await _by_id(reader, name):
        return [found]
    called = find_named_sources(kinds=KINDS, viewer=LOCAL_VIEWER)
    ids = [row.id for row in await reader.scan(called, folded=fold(name))]
    if not ids:
        message = (
            f"No source has the id or the name “{name}”: look for a part of it with "
            "`onrecord sources --q`."
        )
        raise CommandError(message)
    if len(ids) > MAX_SOURCES:
        message = f"{len(ids):,} sources are called “{name}”: choose one by its id."
        raise CommandError(message)
    one = get_source(viewer=LOCAL_VIEWER)
    return [row for id_ in ids for row in await reader.rows(one, source=id_)]


async def _by_id(reader: Reader, name: str) -> AnyRow | None:
    """Return the source with the id in ``name``, or what it was merged into."""
    digits = name.removeprefix("#")
    if not (digits.isascii() and digits.isdecimal()) or int(digits) > MAX_ID:
        return None
    one = get_source(viewer=LOCAL_VIEWER)
    found = await reader.rows(one, source=int(digits))
    while found and found[0].merged_into_id:
        found = await reader.rows(one, source=found[0].merged_into_id)
    return found[0] if found else None
