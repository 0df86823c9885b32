"""Writes to PostgreSQL: each in its own thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from db.engine.session import (
    Context,
    Deadline,
    Write,
    make_session_factory,
    write_transaction,
)
from db.engine.writer.interface import T, result_of
from db.engine.writer.retries import drop_read_only_connections, retry
from db.errors import UnavailableError


class PostgresWriter:
    """Runs each transaction in a thread; as many at a time as there are connections."""

    def __init__(self, engine: Engine, *, connections: int, timeout: float) -> None:
        self._engine, self._timeout = engine, timeout
        self._sessions = make_session_factory(engine)
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="writer")

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Run ``work`` in a thread of the pool."""
        deadline = Deadline.after(self._timeout)
        running = self._threads.submit(self._run, work, context, deadline)
        return await result_of(running, deadline)

    def close(self) -> None:
        """Wait for the running transactions."""
        self._threads.shutdown()

    def _run(
        self, work: Callable[[Write], T], context: Context, deadline: Deadline
    ) -> T:
        def attempt() -> T:
            sessions = self._sessions
            with write_transaction(sessions, context, deadline=deadline) as write:
                return work(write)

        try:
            return retry(attempt)
        except UnavailableError as error:
            drop_read_only_connections(self._engine, error.__cause__)
            raise
