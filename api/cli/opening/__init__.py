"""Opens the named database, if it has the tables of this version."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import URL

from api.cli.opening.migrated import (
    refuse_unknown,
    require_migrated,
    schema,
)
from api.cli.opening.urls import (
    DatabaseUrl,
    as_text,
    database,
    is_sqlite,
    label,
    load_settings,
)
from db.engine.reader import Reader, make_reader
from db.engine.session import SessionFactory, make_engine, make_session_factory

__all__ = [
    "DatabaseUrl",
    "as_text",
    "database",
    "is_sqlite",
    "label",
    "load_settings",
    "opened",
    "read",
    "reading",
    "refuse_unknown",
    "require_migrated",
    "schema",
]


T = TypeVar("T")


@contextmanager
def opened(database_url: str | None) -> Iterator[SessionFactory]:
    """Open the database for writing."""
    url = database(database_url)
    require_migrated(url)
    engine = make_engine(as_text(url), connections=1)
    try:
        yield make_session_factory(engine)
    finally:
        engine.dispose()


def read(database_url: str | None, work: Callable[[Reader], Awaitable[T]]) -> T:
    """Return the result of ``work``, which reads from the database."""
    url = database(database_url)
    require_migrated(url)
    return asyncio.run(reading(url, work))


async def reading(
    url: URL, work: Callable[[Reader], Awaitable[T]], *, connections: int = 1
) -> T:
    """Return the result of ``work``, with this number of connections."""
    reader = make_reader(as_text(url), connections=connections)
    try:
        await reader.open()
        return await work(reader)
    finally:
        await reader.close()
