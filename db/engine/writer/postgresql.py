"""Writes to PostgreSQL: in threads; jobs of one kind run together."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from queue import SimpleQueue
from typing import Any

from sqlalchemy import Engine

from db.engine.session import Context, Deadline, Write, make_session_factory
from db.engine.writer.interface import T, result_of
from db.engine.writer.jobs import (
    GROUP_SIZE,
    Job,
    end_all,
    grouped,
    not_cancelled,
    run_group,
    waiting_in,
)
from db.engine.writer.retries import drop_read_only_connections, retry
from db.engine.writer.shares import Share
from db.errors import UnavailableError


class PostgresWriter:
    """Runs each transaction in a thread; as many at a time as there are connections.

    Shared work has its own thread: while a transaction commits, the next shares gather.
    """

    def __init__(self, engine: Engine, *, connections: int, timeout: float) -> None:
        self._engine, self.timeout = engine, timeout
        self._sessions = make_session_factory(engine)
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="writer")
        self._shares: SimpleQueue[Job | None] = SimpleQueue()
        self._sharing = ThreadPoolExecutor(1, thread_name_prefix="sharing-writer")

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Run ``work`` in a thread of the pool, or with other shares of such work."""
        job = Job(work, context, Deadline.after(self.timeout), Future())
        if isinstance(work, Share):
            self._shares.put(job)
            self._sharing.submit(self._finish_shares)
        else:
            self._threads.submit(self._finish, [job])
        result: T = await result_of(job.result, job.deadline)
        return result

    def close(self) -> None:
        """Wait for the running transactions."""
        self._sharing.shutdown()
        self._threads.shutdown()

    def _finish_shares(self) -> None:
        for group in grouped(islice(waiting_in(self._shares), GROUP_SIZE)):
            self._finish(group)

    def _finish(self, jobs: Sequence[Job]) -> None:
        if jobs := not_cancelled(jobs):
            end_all(jobs, self._outcomes(jobs))

    def _outcomes(self, jobs: Sequence[Job]) -> list[Any]:
        """Run a group whole, or else each of its jobs by itself."""
        try:
            return retry(partial(run_group, self._sessions, jobs))
        except UnavailableError as error:
            drop_read_only_connections(self._engine, error.__cause__)
            return [error] * len(jobs)
        except BaseException as error:
            if len(jobs) == 1:
                return [error]
        return [one for job in jobs for one in self._outcomes([job])]
