"""Recomputes the keys of unnamed sources after their rule has changed."""

from sqlalchemy import exists, select

from db.commands.sources.naming import source_key
from db.engine.aliases import aliased
from db.engine.session import Write
from db.models import Source

OTHER = aliased(Source)


def rekey_unnamed(write: Write) -> int:
    """Recompute the keys of unnamed sources; return how many have changed.

    A source whose article has another one with its key is kept apart from that, and
    `onrecord verify` lists it.
    """
    outdated = _outdated(write)
    for source, key in outdated:  # the keys that they leave are free then
        source.match_key = f"{key}\n{source.id}"
    write.session.flush()
    for source, key in outdated:
        if not _is_taken(write, source, key):
            source.match_key = key
            write.session.flush()
    return len(outdated)


def _outdated(write: Write) -> list[tuple[Source, str]]:
    unnamed = select(Source).where(Source.article_id.is_not(None)).order_by(Source.id)
    keyed = (
        (one, source_key(one.name, kind=one.kind, language=one.language))
        for one in write.session.scalars(unnamed)
    )
    return [(one, key) for one, key in keyed if one.match_key.split("\n")[0] != key]


def _is_taken(write: Write, source: Source, key: str) -> bool:
    """Return whether the source is live, and another live one has its place."""
    place = (OTHER.article_id, OTHER.kind, OTHER.ordinal, OTHER.visibility)
    equal = (column == getattr(source, column.key) for column in place)
    taken = exists().where(*equal, OTHER.match_key == key, OTHER.withdrawn_at.is_(None))
    return source.withdrawn_at is None and bool(write.scalar(select(taken)))
