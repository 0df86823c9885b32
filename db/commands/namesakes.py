"""Marks named sources that share a name."""

from collections.abc import Iterable, Sequence

from sqlalchemy import update

from db.engine.prepared import Prepared
from db.engine.session import Write
from db.models import Source
from db.queries.filters import batch_size, portions
from db.queries.namesakes import SharedNameRow, folded_names, list_shared_names
from db.values.viewer import LOCAL_VIEWER


def mark_namesakes(write: Write, sources: Iterable[Source]) -> None:
    """Mark the named ones of stored sources, and others with their names, as namesakes.

    Restricted ones count too, and the mark stays when a namesake goes: it only tells
    reads to look for distinctions. No source gets a new version.
    """
    if names := sorted({one.folded for one in sources if one.article_id is None}):
        write.lock_register()  # concurrent writes would not see each other
        if shared := _shared(write, names):
            _mark(write, shared)


def _shared(write: Write, names: Sequence[str]) -> list[str]:
    """Return the names that several sources have."""
    return [
        row.folded
        for some in portions(names)
        for row in write.rows(_find(some), **folded_names(some))
    ]


def _find(names: Sequence[str]) -> Prepared[SharedNameRow]:
    return list_shared_names(count=batch_size(len(names)), viewer=LOCAL_VIEWER)


def _mark(write: Write, names: Sequence[str]) -> None:
    write.session.execute(
        update(Source)
        .where(Source.folded.in_(names), Source.article_id.is_(None))
        .where(~Source.has_namesakes)
        .values(has_namesakes=True),
        execution_options={"synchronize_session": False},
    )
