"""Live records for pages; for a withdrawn record, a page says so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.errors import NotFoundError
from db.history.changes import refuse_withdrawn
from db.reads.reading import Reading


@asynccontextmanager
async def telling_withdrawn(
    reading: Reading, resource: str, record_id: int
) -> AsyncIterator[None]:
    """Raise ``WithdrawnError`` instead of ``NotFoundError`` for a withdrawn record."""
    try:
        yield
    except NotFoundError:
        await refuse_withdrawn(reading, resource, record_id)
        raise
