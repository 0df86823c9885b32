"""A kept database is left as it was found."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, delete, func, insert, select

from db.engine.session import make_engine
from db.models import (
    Article,
    ArticleBand,
    Attribution,
    Base,
    Change,
    Claim,
    ClaimTag,
    NameWord,
    Revision,
    Source,
    Span,
    WordDeletion,
)
from db.queries.word_indexes import ARTICLES, CLAIMS, SOURCES, WordIndex

# What new claims, their articles and sources consist of, children first.
WRITTEN: tuple[type[Base], ...] = (
    *(Attribution, Span, ClaimTag, Change, Claim),
    *(ArticleBand, Revision, Article),
    *(NameWord, WordDeletion, Source),
)


@contextmanager
def without_traces(database_url: str) -> Iterator[None]:
    """Remove the claims, articles and sources that were recorded meanwhile."""
    engine = make_engine(database_url)
    with engine.connect() as connection:
        last = {
            model: connection.scalar(select(func.max(model.id))) or 0
            for model in WRITTEN
        }
    try:
        yield
    finally:
        with engine.begin() as connection:
            for index in (CLAIMS, ARTICLES, SOURCES):
                _forget_words(connection, index, last[index.record])
            for model, id_ in last.items():
                connection.execute(delete(model).where(model.id > id_))
        engine.dispose()


def _forget_words(connection: Connection, index: WordIndex, last: int) -> None:
    """Remove the words of later records from their index."""
    rows = index.rows
    later = rows.record_id > last
    removed = [
        {index.fts.name: "delete", "rowid": row.id, "words": row.words}
        for row in connection.execute(select(rows.id, rows.words).where(later))
    ]
    if removed and connection.dialect.name == "sqlite":
        connection.execute(insert(index.fts), removed)
    connection.execute(delete(rows).where(later))
