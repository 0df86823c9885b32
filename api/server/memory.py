"""Returns memory that the C library keeps after long work."""

import asyncio
import ctypes
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

PAUSE = 1.0  # seconds after long work, in which the response is sent


class FreeMemory:
    """Returns free memory to the operating system, at most once a second.

    The GNU C library keeps free memory that lies below memory in use. Threads have
    heaps of their own, so this can be more than the memory in use.
    """

    def __init__(self, threads: Executor) -> None:
        self._threads = threads
        self._due: asyncio.TimerHandle | None = None

    @contextmanager
    def returned_soon(self) -> Iterator[None]:
        """Return free memory some time after the block, in a thread."""
        try:
            yield
        finally:
            if self._due is None:
                loop = asyncio.get_running_loop()
                self._due = loop.call_later(PAUSE, self._return)

    def close(self) -> None:
        """Cancel a planned return."""
        if self._due:
            self._due.cancel()

    def _return(self) -> None:
        self._due = None
        self._threads.submit(trim)


def trim() -> None:
    """Return free memory, if the C library has a function for it."""
    if free := getattr(ctypes.CDLL(None), "malloc_trim", None):
        free(0)
