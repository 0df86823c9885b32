"""Writes to PostgreSQL: each in a thread."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from db.engine.session import Context, Write, make_session_factory, write_transaction
from db.engine.writer.interface import T
from db.engine.writer.retries import drop_read_only_connections, retry
from db.errors import UnavailableError


class PostgresWriter:
    """Runs each transaction in a thread; as many at a time as there are connections."""

    def __init__(self, engine: Engine, *, connections: int) -> None:
        self._engine = engine
        self._sessions = make_session_factory(engine)
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="writer")

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Run ``work`` in a thread of the pool."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._run, work, context)

    def close(self) -> None:
        """Wait for the running transactions."""
        self._threads.shutdown()

    def _run(self, work: Callable[[Write], T], context: Context) -> T:
        def attempt() -> T:
            with write_transaction(self._sessions, context) as write:
                return work(write)

        try:
            return retry(attempt)
        except UnavailableError as error:
            drop_read_only_connections(self._engine, error.__cause__)
            raise
