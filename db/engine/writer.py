"""Writes: a function runs in a transaction, and its result is returned once durable."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from queue import Empty, SimpleQueue
from random import uniform
from sqlite3 import SQLITE_BUSY, SQLITE_READONLY
from threading import Thread
from time import sleep
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError

from db.engine.session import Context, Write, make_session_factory, write_transaction
from db.errors import UnavailableError

T = TypeVar("T")
Work = Callable[[Write], Any]
GROUP_SIZE = 64  # writes that share one commit, at most
# Longest pauses in seconds before each retry; random, so that writers that collided
# do not collide again.
RETRY_PAUSES = (0.02, 0.1, 0.5)
ROLLED_BACK = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock
READ_ONLY = "25006"  # PostgreSQL: the server has become a replica
PRIMARY_CODE = 0xFF  # the other bits of SQLite's error code are details


class Writer(Protocol):
    """Runs functions in transactions, each committed whole or not at all.

    A function may run several times; only its last run is committed.
    """

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Run ``work`` in a transaction; return its result after the commit."""

    def close(self) -> None:
        """Finish running transactions and stop."""


@dataclass(frozen=True)
class Job:
    """A function that waits for its transaction, and the future of its result."""

    work: Work
    context: Context
    result: Future[Any]

    def end(self, outcome: Any) -> None:  # noqa: ANN401 - a result, or a failure
        """Set the result or the exception."""
        if isinstance(outcome, BaseException):
            self.result.set_exception(outcome)
        else:
            self.result.set_result(outcome)


class SqliteWriter:
    """One thread owns the writes of a file and groups waiting jobs into one commit.

    Each job runs behind a savepoint, so that a failed job rolls back alone. All results
    are returned after the shared commit.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Queue ``work`` and wait for its commit."""
        job = Job(work, context, Future())
        self._jobs.put(job)
        result: T = await asyncio.wrap_future(job.result)
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
            outcomes = _retry(partial(self._commit, jobs))
        except BaseException as error:
            _drop_read_only_connections(self._engine, error.__cause__)
            if _is_transient(error.__cause__):  # else each would wait as long again
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
            if job is None:  # closing: first finish the jobs that were taken
                self._jobs.put(None)
                return
            yield job

    def _commit(self, jobs: Sequence[Job]) -> list[Any]:
        """Return the result or the exception of each job, after the commit."""
        with self._engine.begin() as connection:
            return [_outcome(connection, job) for job in jobs]


def _not_cancelled(jobs: Iterable[Job]) -> list[Job]:
    """Return the jobs whose callers still wait; they can no longer be cancelled."""
    return [job for job in jobs if job.result.set_running_or_notify_cancel()]


def _outcome(connection: Connection, job: Job) -> Any:  # noqa: ANN401 - any result
    """Run one job behind a savepoint; only a failure of the database is raised."""
    try:
        with write_transaction(make_session_factory(connection), job.context) as write:
            return job.work(write)
    except OperationalError:
        raise
    except Exception as error:
        return error


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
            return _retry(attempt)
        except UnavailableError as error:
            _drop_read_only_connections(self._engine, error.__cause__)
            raise


def _retry(attempt: Callable[[], T], *, pauses: Sequence[float] = RETRY_PAUSES) -> T:
    """Return the result of ``attempt``, which is one whole transaction.

    Repeat it only if the database rolled it back because of concurrent transactions.
    Raise ``UnavailableError`` if the last attempt fails too.
    """
    try:
        return attempt()
    except (OperationalError, InternalError) as error:
        if not _is_unavailable(error):
            raise
        if not (pauses and _is_transient(error)):
            message = "The database cannot be written to now."
            raise UnavailableError(message) from error
    pause, *others = pauses
    sleep(uniform(0, pause))  # noqa: S311 - no secret depends on it
    return _retry(attempt, pauses=others)


def _is_transient(error: BaseException | None) -> bool:
    """Return whether concurrent transactions caused the failure."""
    return _code(error) == SQLITE_BUSY or _state(error) in ROLLED_BACK


def _is_unavailable(error: DBAPIError) -> bool:
    """Return whether the database failed, and not the statement."""
    return isinstance(error, OperationalError) or _state(error) == READ_ONLY


def _drop_read_only_connections(engine: Engine, error: BaseException | None) -> None:
    """Close all connections if they are read-only: they never become writable again."""
    if _code(error) == SQLITE_READONLY or _state(error) == READ_ONLY:
        engine.dispose()


def _code(error: BaseException | None) -> int:
    """Return the primary error code of SQLite, 0 if there is none."""
    code: int = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0)
    return code & PRIMARY_CODE


def _state(error: BaseException | None) -> str | None:
    """Return the SQLSTATE of PostgreSQL."""
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def make_writer(engine: Engine, *, connections: int = 8) -> Writer:
    """Return the writer for the database behind ``engine``."""
    if engine.dialect.name == "sqlite":
        return SqliteWriter(engine)
    return PostgresWriter(engine, connections=connections)
