"""Long work in Python: a few pieces at a time, and none on the server's event loop."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, TypeVar

from api.server.admission import InFlightLimit
from db.engine.scans import LoopThread
from db.engine.stoppable import Derivation, run_stoppable

T = TypeVar("T")
MAX_DERIVATIONS = 2  # at a time: all share one interpreter with short requests
MAX_APART = 2  # at a time: each may hold some hundred megabytes


class LongWork:
    """The threads of one server process for derivations and as-recorded reads."""

    def __init__(self, limit: InFlightLimit) -> None:
        self.limit = limit
        self._threads = ThreadPoolExecutor(MAX_DERIVATIONS, "derivation")
        self._places = asyncio.Semaphore(MAX_APART)

    async def derive(self, work: Callable[[], T]) -> T:
        """Return the result of ``work``; stop it if the caller is cancelled."""
        derivation = Derivation(work)
        with self.limit:
            return await run_stoppable(
                self._threads, derivation.run, derivation.interrupt, timeout=None
            )

    async def apart(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what ``work`` reads, on an event loop of its own."""
        async with self._places:
            return await self._loop.run(work())

    def close(self) -> None:
        """Wait for what runs, then end the threads."""
        self._threads.shutdown()
        if "_loop" in self.__dict__:
            self._loop.close()

    @cached_property
    def _loop(self) -> LoopThread:
        return LoopThread("apart")
