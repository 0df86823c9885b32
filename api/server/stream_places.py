"""Limits on streamed responses: of all clients, and of each client."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.server.admission import InFlightLimit
from api.server.rate_limits import Client


class CutOffError(Exception):
    """A streamed response ends early for an expected reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StreamPlace:
    """The place that a stream holds while a portion is read."""

    def __init__(self, free: asyncio.Semaphore, limit: InFlightLimit) -> None:
        self._free, self._limit, self._is_held = free, limit, False

    async def acquire(self) -> None:
        """Wait for a free place, behind the streams that already wait."""
        await self._free.acquire()
        self._limit.__enter__()
        self._is_held = True

    def release(self) -> None:
        """Release the place, if it is held."""
        if self._is_held:
            self._is_held = False
            self._limit.__exit__(None, None, None)
            self._free.release()


class StreamPlaces:
    """The places of all streams, and the number of streams of each client.

    A client may have half as many streams as there are places, so one client leaves
    places to others. Programs on this machine have no such limit.
    """

    def __init__(self, limit: InFlightLimit) -> None:
        self.limit = limit
        self._free = asyncio.Semaphore(limit.limit)
        self._of_client = (limit.limit + 1) // 2
        self._open: Counter[Client] = Counter()

    @asynccontextmanager
    async def opened(self, client: Client | None) -> AsyncIterator[StreamPlace]:
        """Acquire a place for a new stream; raise 503 if a limit is reached."""
        if self._free.locked() or (client and self._open[client] >= self._of_client):
            self.limit.reject()
        place = StreamPlace(self._free, self.limit)
        await place.acquire()
        if client:
            self._open[client] += 1
        try:
            yield place
        finally:
            place.release()
            if client:
                self._open -= Counter([client])
