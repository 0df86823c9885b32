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
    ClaimSearch,
    ClaimTag,
    Revision,
    Span,
)
from db.queries.search import CLAIM_FTS

# What new claims and their articles consist of, children first.
WRITTEN: tuple[type[Base], ...] = (
    *(Attribution, Span, ClaimTag, Change, Claim),
    *(ArticleBand, Revision, Article),
)


@contextmanager
def without_traces(database_url: str) -> Iterator[None]:
    """Remove the claims and the articles that were recorded meanwhile."""
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
            _forget_words(connection, last[Claim])
            for model, id_ in last.items():
                connection.execute(delete(model).where(model.id > id_))
        engine.dispose()


def _forget_words(connection: Connection, last_claim: int) -> None:
    """Remove the words of later claims from the index."""
    of_later = ClaimSearch.claim_id > last_claim
    found = select(ClaimSearch.id, ClaimSearch.words).where(of_later)
    removed = [
        {"claim_fts": "delete", "rowid": row.id, "words": row.words}
        for row in connection.execute(found)
    ]
    if removed and connection.dialect.name == "sqlite":
        connection.execute(insert(CLAIM_FTS), removed)
    connection.execute(delete(ClaimSearch).where(of_later))
