"""Ends embargoes while the application is open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import structlog

from db.commands.visibility.embargoes import ENDING, end_embargoes
from db.engine.reader import Reader
from db.engine.writer import Writer
from db.errors import UnavailableError
from db.queries.embargoes import find_ended
from db.values.viewer import LOCAL_VIEWER

EVERY = 2.0  # seconds between looks


@asynccontextmanager
async def ending_embargoes(reader: Reader, writer: Writer) -> AsyncIterator[None]:
    """Look every few seconds which embargoes have ended, and open what they held."""
    looking = asyncio.create_task(_look(reader, writer))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


async def _look(reader: Reader, writer: Writer) -> None:
    log = structlog.get_logger()
    while True:
        await asyncio.sleep(EVERY)
        try:
            await _end(reader, writer)
        except UnavailableError:
            continue  # until the database is back
        except Exception as error:  # or no embargo would end any more
            log.error("embargoes", exc_info=error)


async def _end(reader: Reader, writer: Writer) -> None:
    ended = find_ended(viewer=LOCAL_VIEWER)
    while await reader.rows(ended, at=datetime.now(UTC)):
        if not await writer.run(end_embargoes, ENDING):
            return  # another process did it
