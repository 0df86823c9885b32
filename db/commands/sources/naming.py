"""The names of sources, and the keys computed from them."""

from typing import Any

from db.models import Source, SourceName
from db.models.source import UNNAMED
from db.models.unmapped import unmapped
from db.values.names import descriptor_key, match_key
from db.values.text import fold

NEW_NAME = unmapped(SourceName)


def source_key(name: str, *, kind: str, language: str | None = None) -> str:
    """Return the match key of a source; of an unnamed one without a leading article."""
    key = descriptor_key if kind in UNNAMED else match_key
    return key(name, language=language)


def name_source(source: Source) -> None:
    """Set the columns computed from the name of a source."""
    source.folded = fold(source.name)
    source.match_key = source_key(
        source.name, kind=source.kind, language=source.language
    )


def new_name(*, name: str, kind: str, language: str | None = None) -> SourceName:
    """Return a new row for another name, which is no mapped object."""
    made = NEW_NAME(name=name, kind=kind, language=language)
    name_child(made)
    return made


def make_name(**spec: Any) -> SourceName:  # noqa: ANN401 - any column's
    """Return a new mapped row for another name."""
    return SourceName(**vars(new_name(**spec)))


def name_child(name: SourceName) -> None:
    """Set the columns computed from another name of a source."""
    name.folded = fold(name.name)
    name.match_key = match_key(name.name, language=name.language)
