"""A kept database is left as it was found."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, func, select

from db.engine.session import make_engine
from db.models import Attribution, Base, Change, Claim, ClaimTag, Span

# What a new claim consists of, children first.
WRITTEN: tuple[type[Base], ...] = (Attribution, Span, ClaimTag, Change, Claim)


@contextmanager
def without_traces(database_url: str) -> Iterator[None]:
    """Remove the claims that were recorded meanwhile."""
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
            for model, id_ in last.items():
                connection.execute(delete(model).where(model.id > id_))
        engine.dispose()
