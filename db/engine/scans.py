"""Threads for long reads, each of which can be stopped."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, Thread, local
from typing import Any, TypeVar

from db.errors import TooLongError

T = TypeVar("T")
Connect = Callable[[], sqlite3.Connection]
Work = Callable[[sqlite3.Connection], T]
SCANS = 2  # long reads at a time; more wait, so that look-ups keep their share
AGAIN = 0.01  # seconds: an interrupt just before a statement starts is lost


class ScanLoop:
    """An event loop in a thread of its own.

    A driver makes rows of what has arrived on the loop that awaits them: of a hundred
    thousand, nobody else would be answered meanwhile.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="scan", daemon=True)
        self._thread.start()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what ``work`` does over there; whoever is cancelled cancels it."""
        return await asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(work, self._loop)
        )

    def close(self) -> None:
        """End the loop and its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Stoppable:
    """Work on a connection while it lasts, and a way to interrupt just that work."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def run(self, work: Work[T], connection: sqlite3.Connection) -> T:
        """Return what ``work`` reads, or raise what it raises when interrupted."""
        self._hold(connection)
        try:
            return work(connection)
        finally:
            self._hold(None)

    def interrupt(self) -> None:
        """Stop the work if it runs; the connection may already serve another one."""
        with self._lock:
            if self._connection:
                self._connection.interrupt()

    def _hold(self, connection: sqlite3.Connection | None) -> None:
        with self._lock:
            self._connection = connection


class ScanThreads:
    """A few threads, each with a connection of its own."""

    def __init__(self, connect: Connect, *, patience: float) -> None:
        self._connect = connect
        self._patience = patience
        self._threads = ThreadPoolExecutor(SCANS, thread_name_prefix="scan")
        self._local = local()

    async def run(self, work: Work[T]) -> T:
        """Return what ``work`` reads; stop it when its time is over or it is cancelled.

        Waiting for a thread takes of the time too: raises ``TooLongError``.
        """
        scan = Stoppable()
        submitted = self._threads.submit(self._run, scan, work)
        answer = asyncio.wrap_future(submitted)
        answer.add_done_callback(_heed)
        try:
            await asyncio.wait({answer}, timeout=self._patience)
        finally:
            submitted.cancel()  # if no thread has taken it yet
            while not answer.done():
                scan.interrupt()
                await asyncio.wait({answer}, timeout=AGAIN)
        if answer.cancelled():
            raise TooLongError(self._patience)
        return answer.result()

    def close(self) -> None:
        """Wait for what runs, then end the threads."""
        self._threads.shutdown()

    def _run(self, scan: Stoppable, work: Work[T]) -> T:
        connection: sqlite3.Connection | None
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
        return scan.run(work, connection)


def _heed(answer: asyncio.Future[Any]) -> None:
    """Take note of how a read failed, even where nobody waits for it any longer."""
    if not answer.cancelled():
        answer.exception()
