"""Records of pages that must be live: a withdrawn one is told as such."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.errors import NotFoundError
from db.history.changes import refuse_withdrawn
from db.reads.reading import Reading


@asynccontextmanager
async def telling_withdrawn(
    reading: Reading, resource: str, record_id: int
) -> AsyncIterator[None]:
    """Raise ``WithdrawnError`` for a record that is not found if it is withdrawn."""
    try:
        yield
    except NotFoundError:
        await refuse_withdrawn(reading, resource, record_id)
        raise
