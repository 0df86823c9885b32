"""So many at a time, and the rest is refused soon: waiting has to end somewhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from types import TracebackType
from typing import NoReturn

from prometheus_client import Counter, Gauge
from starlette.exceptions import HTTPException

from api.server.metrics import Metrics
from api.settings import MAX_WAIT

WAIT = {"Retry-After": "1"}  # seconds


class Queue:
    """Counts what is under way of one kind; used as ``with queue:``."""

    def __init__(self, kind: str, limit: int, metrics: Metrics) -> None:
        self._kind, self.limit, self.held = kind, limit, 0
        self._gauge: Gauge = metrics.in_flight.labels(kind)
        self._refused: Counter = metrics.refused.labels(kind)

    @property
    def is_full(self) -> bool:
        """Return whether one more would be refused."""
        return self.held >= self.limit

    def __enter__(self) -> None:
        if self.is_full:
            self.refuse()
        self.held += 1
        self._gauge.inc()

    def refuse_late(self, since: float) -> None:
        """Refuse what has waited too long since then, if it is because of so many."""
        if self.held > self.limit // 2 and monotonic() - since > MAX_WAIT:
            self.refuse()

    def refuse(self) -> NoReturn:
        """Say that there is too much of this kind."""
        self._refused.inc()
        message = f"Too many {self._kind} are under way: try again in a moment."
        raise HTTPException(503, message, WAIT)

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        self.held -= 1
        self._gauge.dec()


class Turn:
    """One of so many that look something up at a time.

    More would take turns with the database, so that all would be late.
    """

    def __init__(self, turns: asyncio.Semaphore) -> None:
        self._turns, self._taken = turns, False

    async def take(self, *, seconds: float | None = None) -> None:
        """Wait for it, so long at most; raise ``TimeoutError`` then."""
        if self._turns.locked():
            async with asyncio.timeout(seconds):
                await self._turns.acquire()
        else:
            await self._turns.acquire()
        self._taken = True

    def end(self) -> None:
        """Let another have it."""
        if self._taken:
            self._taken = False
            self._turns.release()

    @asynccontextmanager
    async def left(self) -> AsyncIterator[None]:
        """Let others have it meanwhile."""
        self.end()
        yield
        await self.take()
