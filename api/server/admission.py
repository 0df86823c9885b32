"""Limits on the work in flight: requests beyond a limit are rejected with 503."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic
from types import TracebackType
from typing import NoReturn

from prometheus_client import Counter, Gauge
from starlette.exceptions import HTTPException

from api.server.metrics import Metrics
from api.settings import MAX_WAIT

RETRY_AFTER = {"Retry-After": "1"}  # seconds


class InFlightLimit:
    """A limit on the requests of one kind in flight, running or waiting.

    ``with limit:`` counts one request; it raises 503 if the limit is reached.
    """

    def __init__(self, kind: str, limit: int, metrics: Metrics) -> None:
        self._kind, self.limit, self.in_flight = kind, limit, 0
        self._gauge: Gauge = metrics.in_flight.labels(kind)
        self._rejected: Counter = metrics.rejected.labels(kind)

    @property
    def is_full(self) -> bool:
        """Return whether another request would be rejected."""
        return self.in_flight >= self.limit

    def __enter__(self) -> None:
        if self.is_full:
            self.reject()
        self._count()

    @contextmanager
    def released(self) -> Iterator[None]:
        """Do not count a request during the block; then count it, without a check."""
        self.__exit__(None, None, None)
        try:
            yield
        finally:
            self._count()

    def reject_if_late(self, since: float) -> None:
        """Raise 503 after too long a wait, if more than half of the limit is used."""
        if self.in_flight > self.limit // 2 and monotonic() - since > MAX_WAIT:
            self.reject()

    def reject(self) -> NoReturn:
        """Count a rejection, and raise 503."""
        self._rejected.inc()
        message = f"Too many {self._kind} are in flight: try again in a moment."
        raise HTTPException(503, message, RETRY_AFTER)

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        self.in_flight -= 1
        self._gauge.dec()

    def _count(self) -> None:
        self.in_flight += 1
        self._gauge.inc()


class LookupSlot:
    """The slot of a request among the few that query the database at a time.

    With more of them, all would share the connections and all would be late.
    """

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self._slots, self._is_held = slots, False

    async def acquire(self, *, seconds: float | None = None) -> None:
        """Wait for a free slot; raise ``TimeoutError`` after ``seconds``."""
        if self._slots.locked():
            async with asyncio.timeout(seconds):
                await self._slots.acquire()
        else:
            await self._slots.acquire()
        self._is_held = True

    def release(self) -> None:
        """Release the slot, if it is held."""
        if self._is_held:
            self._is_held = False
            self._slots.release()

    @asynccontextmanager
    async def released(self) -> AsyncIterator[None]:
        """Release the slot during the block, and acquire one again after it."""
        self.release()
        yield
        await self.acquire()
