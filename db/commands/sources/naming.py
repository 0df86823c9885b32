"""The names of sources, and the keys computed from them."""

from sqlalchemy import ColumnElement, exists, select, update

from db.engine.session import Write
from db.models import Source, SourceName
from db.models.source import UNNAMED
from db.values.names import descriptor_key, match_key
from db.values.text import fold


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


def mark_namesakes(write: Write, source: Source) -> None:
    """Mark a named source, and others with its name, as namesakes.

    Restricted ones count too, and the mark stays when a namesake goes: it only tells
    reads to look for distinctions. No source gets a new version.
    """
    if source.article_id is not None:
        return
    write.lock_register()  # concurrent writes would not see each other
    others = exists().where(*_named(source.folded), Source.id != source.id)
    if write.scalar(select(others)):
        write.session.execute(
            update(Source)
            .where(*_named(source.folded), ~Source.has_namesakes)
            .values(has_namesakes=True),
            execution_options={"synchronize_session": False},
        )


def _named(folded: str) -> tuple[ColumnElement[bool], ...]:
    """Match the named sources with this name."""
    return Source.folded == folded, Source.article_id.is_(None)


def make_name(*, name: str, kind: str, language: str | None = None) -> SourceName:
    """Return a new row for another name."""
    made = SourceName(name=name, kind=kind, language=language)
    name_child(made)
    return made


def name_child(name: SourceName) -> None:
    """Set the columns computed from another name of a source."""
    name.folded = fold(name.name)
    name.match_key = match_key(name.name, language=name.language)
