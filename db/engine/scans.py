"""Threads for scans: long reads that can be interrupted."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock, Thread, local
from typing import Any, TypeVar

from db.engine.stoppable import run_stoppable
from db.errors import TooLongError

T = TypeVar("T")
Connect = Callable[[], sqlite3.Connection]
Work = Callable[[sqlite3.Connection], T]
MAX_SCANS = 2  # at a time; others wait, so that short reads keep their share


class LoopThread:
    """An event loop in its own thread.

    A driver decodes rows on the event loop that awaits them, and as-recorded reads
    compute between their queries. Both would block all other requests.
    """

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the result of ``work``; cancelling the caller cancels it."""
        return await asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(work, self._loop)
        )

    def close(self) -> None:
        """End the loop and its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Stoppable:
    """Work on a connection that only it can interrupt."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def run(self, work: Work[T], connection: sqlite3.Connection) -> T:
        """Return the result of ``work``, or raise its exception if interrupted."""
        self._hold(connection)
        try:
            return work(connection)
        finally:
            self._hold(None)

    def interrupt(self) -> None:
        """Interrupt the work if it is running, and no other work on the connection."""
        with self._lock:
            if self._connection:
                self._connection.interrupt()

    def _hold(self, connection: sqlite3.Connection | None) -> None:
        with self._lock:
            self._connection = connection


class ScanThreads:
    """A few threads, each with its own connection."""

    def __init__(self, connect: Connect, *, timeout: float) -> None:
        self._connect = connect
        self._timeout = timeout
        self._threads = ThreadPoolExecutor(MAX_SCANS, thread_name_prefix="scan")
        self._local = local()
        self._connections: list[sqlite3.Connection] = []

    async def run(self, work: Work[T]) -> T:
        """Return the result of ``work``; stop it at the time limit or when cancelled.

        Waiting for a thread counts towards the limit. Raise ``TooLongError``.
        """
        scan = Stoppable()
        try:
            return await run_stoppable(
                self._threads,
                partial(self._run, scan, work),
                scan.interrupt,
                timeout=self._timeout,
            )
        except TimeoutError as error:
            raise TooLongError(self._timeout) from error

    def close(self) -> None:
        """Wait for running scans, then end the threads and close their connections.

        A connection is part of a cycle with its cache of statements: until a garbage
        collection it would stay open, and keep its file locked.
        """
        self._threads.shutdown()
        for connection in self._connections:
            connection.close()

    def _run(self, scan: Stoppable, work: Work[T]) -> T:
        connection: sqlite3.Connection | None
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
            self._connections.append(connection)
        return scan.run(work, connection)
