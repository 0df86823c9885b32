"""Runs long work outside the server's event loop, a few pieces at a time."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, TypeVar

from api.server.admission import InFlightLimit
from api.server.memory import FreeMemory
from api.server.turns import Turns
from db.engine.scans import LoopThread
from db.engine.stoppable import Derivation, run_stoppable
from db.engine.writer import WRITE_TIMEOUT
from db.errors import WriteTooLongError

T = TypeVar("T")
MAX_DERIVATIONS = 2  # at a time: all share one interpreter with short requests
MAX_SEPARATE_READS = 1  # at a time: each may use some hundred megabytes
# Large bodies at a time: separate, so that writes do not wait for derivations.
MAX_READ = 2


class LongWork:
    """The threads of one server process for long work.

    Work on a large body ends after ``body_timeout`` seconds, like a write.
    """

    def __init__(self, limit: InFlightLimit) -> None:
        self.limit, self.body_timeout = limit, float(WRITE_TIMEOUT)
        self._threads = ThreadPoolExecutor(MAX_DERIVATIONS, "derivation")
        self._bodies = ThreadPoolExecutor(MAX_READ, "body")
        self._turns = Turns(MAX_SEPARATE_READS)
        self._memory = FreeMemory(self._bodies)

    async def derive(self, work: Callable[[], T]) -> T:
        """Return the result of ``work``; stop it if the caller is cancelled."""
        with self.limit, self._memory.returned_soon():
            return await _derived(self._threads, work)

    async def read(self, work: Callable[[], T]) -> T:
        """Return the result of parsing a large body; stop it like a derivation.

        Raise ``WriteTooLongError`` at the time limit.
        """
        try:
            async with asyncio.timeout(self.body_timeout):
                return await _derived(self._bodies, work)
        except TimeoutError as error:
            raise WriteTooLongError(self.body_timeout) from error

    async def on_separate_loop(
        self, work: Callable[[], Coroutine[Any, Any, T]], *, due: float
    ) -> T:
        """Return the result of ``work``, which runs on a separate event loop.

        The request ends at ``due``, by the monotonic clock.
        """
        async with self._turns.turn(due):
            with self._memory.returned_soon():
                return await self._loop.run(work())

    def close(self) -> None:
        """Wait for running work, then end the threads."""
        self._memory.close()
        self._threads.shutdown()
        self._bodies.shutdown()
        if "_loop" in self.__dict__:
            self._loop.close()

    @cached_property
    def _loop(self) -> LoopThread:
        return LoopThread("separate")


async def _derived(threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    derivation = Derivation(work)
    return await run_stoppable(
        threads, derivation.run, derivation.interrupt, timeout=None
    )
