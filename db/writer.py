"""The seam for writes from the event loop: work in, its result out once durable."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Protocol, TypeVar

from psycopg.errors import DeadlockDetected
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from db.errors import UnavailableError
from db.session import Context, Write, make_session_factory, write_transaction

T = TypeVar("T")
Work = Callable[[Write], Any]
GROUP = 64  # writes that share one commit at most
ATTEMPTS = 3  # of a write that others stand in a ring with


class Writer(Protocol):
    """Runs units of work, each whole or not at all."""

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Run ``work`` in a transaction; return its result when it is committed."""

    def close(self) -> None:
        """Finish what was begun and stop."""


@dataclass(frozen=True)
class Job:
    """Work that waits, and where its result goes."""

    work: Work
    context: Context
    result: Future[Any]


class SqliteWriter:
    """One thread owns the file's writes and commits those that wait together.

    Each unit of work runs behind a savepoint, so that one that fails takes nothing of
    the others with it; all of them are answered after the commit they share.
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
        """Finish what waits, then end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while job := self._jobs.get():
            self._commit(self._group(job))

    def _group(self, first: Job) -> list[Job]:
        jobs = [first]
        while len(jobs) < GROUP:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:  # closing: finish this group first
                self._jobs.put(None)
                break
            jobs.append(job)
        return jobs

    def _commit(self, jobs: list[Job]) -> None:
        done: list[tuple[Job, Any]] = []
        try:
            with self._engine.begin() as connection:
                for job in jobs:
                    self._attempt(connection, job, done)
        except OperationalError as error:
            failure = UnavailableError("The database cannot be written to now.")
            failure.__cause__ = error
            _fail(jobs, failure)
        except BaseException as error:
            _fail(jobs, error)
        else:
            for job, result in done:
                job.result.set_result(result)

    def _attempt(
        self, connection: Connection, job: Job, done: list[tuple[Job, Any]]
    ) -> None:
        """Run one job behind a savepoint; its failure is its own."""
        if not job.result.set_running_or_notify_cancel():
            return
        try:
            with write_transaction(make_session_factory(connection), job.context) as w:
                result = job.work(w)
        except OperationalError:
            raise
        except Exception as error:
            job.result.set_exception(error)
        else:
            done.append((job, result))


def _fail(jobs: list[Job], error: BaseException) -> None:
    for job in jobs:
        if not job.result.done():
            job.result.set_exception(error)


class PostgresWriter:
    """As many transactions at a time as there are connections."""

    def __init__(self, engine: Engine, *, connections: int) -> None:
        self._sessions = make_session_factory(engine)
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="writer")

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Run ``work`` in a thread of its own."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._run, work, context)

    def close(self) -> None:
        """Wait for what is under way."""
        self._threads.shutdown()

    def _run(
        self, work: Callable[[Write], T], context: Context, *, attempts: int = ATTEMPTS
    ) -> T:
        try:
            with write_transaction(self._sessions, context) as write:
                return work(write)
        except OperationalError as error:
            # Of writers that wait for each other in a ring, PostgreSQL undoes one.
            if isinstance(error.orig, DeadlockDetected) and attempts > 1:
                return self._run(work, context, attempts=attempts - 1)
            message = "The database cannot be written to now."
            raise UnavailableError(message) from error


def make_writer(engine: Engine, *, connections: int = 8) -> Writer:
    """Return the writer for the database behind ``engine``."""
    if engine.dialect.name == "sqlite":
        return SqliteWriter(engine)
    return PostgresWriter(engine, connections=connections)
