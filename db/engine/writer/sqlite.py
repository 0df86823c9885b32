"""Writes to SQLite: one thread, which groups transactions into shared commits."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from itertools import islice
from queue import Empty, SimpleQueue
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
    write_transaction,
)
from db.engine.writer.interface import T, result_of
from db.engine.writer.retries import drop_read_only_connections, is_transient, retry

Work = Callable[[Write], Any]
GROUP_SIZE = 64  # writes that share one commit, at most


@dataclass(frozen=True)
class Job:
    """A function to run in a transaction, and the future of its result."""

    work: Work
    context: Context
    deadline: Deadline
    result: Future[Any]

    def end(self, outcome: Any) -> None:  # noqa: ANN401 - a result, or a failure
        """Set the result or the exception."""
        if isinstance(outcome, BaseException):
            self.result.set_exception(outcome)
        else:
            self.result.set_result(outcome)


class SqliteWriter:
    """One thread does all writes of a file and groups waiting jobs into one commit.

    Each job of a group runs inside a savepoint, so that a failed job rolls back alone.
    All results are returned after the shared commit.
    """

    def __init__(self, engine: Engine, *, timeout: float) -> None:
        self._engine, self._timeout = engine, timeout
        self._sessions = make_session_factory(engine)
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Queue ``work`` and wait for its commit."""
        job = Job(work, context, Deadline.after(self._timeout), Future())
        self._jobs.put(job)
        result: T = await result_of(job.result, job.deadline)
        return result

    def close(self) -> None:
        """Finish the waiting jobs, then end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while first := self._jobs.get():
            self._finish(
                _not_cancelled([first, *islice(self._waiting(), GROUP_SIZE - 1)])
            )

    def _finish(self, jobs: list[Job]) -> None:
        outcomes: Sequence[Any]
        try:
            outcomes = retry(partial(self._commit, jobs))
        except BaseException as error:
            drop_read_only_connections(self._engine, error.__cause__)
            if is_transient(error.__cause__):  # otherwise each would wait as long
                jobs += _not_cancelled(self._waiting())
            outcomes = [error] * len(jobs)
        for job, outcome in zip(jobs, outcomes, strict=True):
            job.end(outcome)

    def _waiting(self) -> Iterator[Job]:
        """Yield the jobs that are in the queue now."""
        while True:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return
            if job is None:  # closing: finish the jobs already taken first
                self._jobs.put(None)
                return
            yield job

    def _commit(self, jobs: Sequence[Job]) -> list[Any]:
        """Return the result or the exception of each job, after the commit."""
        if len(jobs) == 1:  # no other job would be rolled back with it
            return [_outcome(self._sessions, job) for job in jobs]
        with self._engine.begin() as connection:
            sessions = make_session_factory(connection)
            return [_outcome(sessions, job) for job in jobs]


def _not_cancelled(jobs: Iterable[Job]) -> list[Job]:
    """Return the jobs whose callers still wait; they can no longer be cancelled."""
    return [job for job in jobs if job.result.set_running_or_notify_cancel()]


def _outcome(sessions: SessionFactory, job: Job) -> Any:  # noqa: ANN401 - any result
    """Run one job, whole or not at all; raise only failures of the database."""
    try:
        with write_transaction(sessions, job.context, deadline=job.deadline) as write:
            return job.work(write)
    except OperationalError:
        raise
    except Exception as error:
        return error
