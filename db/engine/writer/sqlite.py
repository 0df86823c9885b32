"""Writes to SQLite: one thread, which groups transactions into shared commits."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import islice
from queue import SimpleQueue
from threading import Thread
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from db.engine.session import (
    Context,
    Deadline,
    SessionFactory,
    Write,
    make_session_factory,
)
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
from db.engine.writer.retries import drop_read_only_connections, is_transient, retry


class SqliteWriter:
    """One thread does all writes of a file and groups waiting jobs into one commit.

    Jobs run inside savepoints, so that a failed job rolls back alone; jobs of one kind
    run together. All results are returned after the shared commit.
    """

    def __init__(self, engine: Engine, *, timeout: float) -> None:
        self._engine, self.timeout = engine, timeout
        self._sessions = make_session_factory(engine)
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Queue ``work`` and wait for its commit."""
        job = Job(work, context, Deadline.after(self.timeout), Future())
        self._jobs.put(job)
        result: T = await result_of(job.result, job.deadline)
        return result

    def close(self) -> None:
        """Finish the waiting jobs, then end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while first := self._jobs.get():
            others = islice(waiting_in(self._jobs), GROUP_SIZE - 1)
            self._finish(not_cancelled([first, *others]))

    def _finish(self, jobs: list[Job]) -> None:
        outcomes: Sequence[Any]
        jobs = [job for group in grouped(jobs) for job in group]
        try:
            outcomes = retry(partial(self._commit, jobs))
        except BaseException as error:
            drop_read_only_connections(self._engine, error.__cause__)
            if is_transient(error.__cause__):  # else each would wait as long again
                jobs += not_cancelled(waiting_in(self._jobs))
            outcomes = [error] * len(jobs)
        end_all(jobs, outcomes)

    def _commit(self, jobs: Sequence[Job]) -> list[Any]:
        """Return the result or the exception of each job, after the commit."""
        groups = grouped(jobs)
        if len(groups) == 1:  # no other one would be lost with it
            return _outcomes(self._sessions, jobs)
        with self._engine.begin() as connection:
            sessions = make_session_factory(connection)
            return [one for group in groups for one in _outcomes(sessions, group)]


def _outcomes(sessions: SessionFactory, jobs: Sequence[Job]) -> list[Any]:
    """Run a group whole, or else each of its jobs by itself, whole or not at all.

    Only a failure of the database is raised.
    """
    try:
        return run_group(sessions, jobs)
    except OperationalError:
        raise
    except Exception as error:
        if len(jobs) == 1:
            return [error]
        return [one for job in jobs for one in _outcomes(sessions, [job])]
