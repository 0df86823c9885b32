"""The seam for writes from the event loop: work in, its result out once durable."""

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
GROUP = 64  # writes that share one commit at most
# Seconds before each further attempt, at most: chance parts those who collided.
PAUSES = (0.02, 0.1, 0.5)
UNDONE = {"40001", "40P01"}  # PostgreSQL's words for lost races and for rings
READ_ONLY = "25006"  # and for a server that has become a replica
RESULT_CODE = 0xFF  # the rest of SQLite's error code says how it came to that


class Writer(Protocol):
    """Runs units of work, each whole or not at all.

    Work may run several times, and then is undone but for the last time.
    """

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

    def end(self, outcome: Any) -> None:  # noqa: ANN401 - a result, or a failure
        """Hand out what became of the work."""
        if isinstance(outcome, BaseException):
            self.result.set_exception(outcome)
        else:
            self.result.set_result(outcome)


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
        while first := self._jobs.get():
            self._finish(_wanted([first, *islice(self._waiting(), GROUP - 1)]))

    def _finish(self, jobs: list[Job]) -> None:
        outcomes: Sequence[Any]
        try:
            outcomes = _insist(partial(self._commit, jobs))
        except BaseException as error:
            _part_from_read_only(self._engine, error.__cause__)
            if _will_pass(error.__cause__):  # or each would wait anew for as long
                jobs += _wanted(self._waiting())
            outcomes = [error] * len(jobs)
        for job, outcome in zip(jobs, outcomes, strict=True):
            job.end(outcome)

    def _waiting(self) -> Iterator[Job]:
        """Take from the queue what is in it now."""
        while True:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return
            if job is None:  # closing: finish what was taken first
                self._jobs.put(None)
                return
            yield job

    def _commit(self, jobs: Sequence[Job]) -> list[Any]:
        """Return the result or the failure of each job; what holds is durable."""
        with self._engine.begin() as connection:
            return [_outcome(connection, job) for job in jobs]


def _wanted(jobs: Iterable[Job]) -> list[Job]:
    """Return the jobs that somebody still waits for, and will wait for to the end."""
    return [job for job in jobs if job.result.set_running_or_notify_cancel()]


def _outcome(connection: Connection, job: Job) -> Any:  # noqa: ANN401 - any result
    """Run one job behind a savepoint; its failure is its own, but not the file's."""
    try:
        with write_transaction(make_session_factory(connection), job.context) as write:
            return job.work(write)
    except OperationalError:
        raise
    except Exception as error:
        return error


class PostgresWriter:
    """As many transactions at a time as there are connections."""

    def __init__(self, engine: Engine, *, connections: int) -> None:
        self._engine = engine
        self._sessions = make_session_factory(engine)
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="writer")

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Run ``work`` in a thread of its own."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._run, work, context)

    def close(self) -> None:
        """Wait for what is under way."""
        self._threads.shutdown()

    def _run(self, work: Callable[[Write], T], context: Context) -> T:
        def attempt() -> T:
            with write_transaction(self._sessions, context) as write:
                return work(write)

        try:
            return _insist(attempt)
        except UnavailableError as error:
            _part_from_read_only(self._engine, error.__cause__)
            raise


def _insist(attempt: Callable[[], T], *, pauses: Sequence[float] = PAUSES) -> T:
    """Return what ``attempt`` does, which is one whole transaction.

    It is made again only where the database says that it undid the one before because
    others were in the way. Raise ``UnavailableError`` if they still are at the end.
    """
    try:
        return attempt()
    except (OperationalError, InternalError) as error:
        if not _is_unavailable(error):
            raise
        if not (pauses and _will_pass(error)):
            message = "The database cannot be written to now."
            raise UnavailableError(message) from error
    pause, *others = pauses
    sleep(uniform(0, pause))  # noqa: S311 - nothing secret about it
    return _insist(attempt, pauses=others)


def _will_pass(error: BaseException | None) -> bool:
    """Return whether nothing was done because of what others did at that time."""
    return _code(error) == SQLITE_BUSY or _state(error) in UNDONE


def _is_unavailable(error: DBAPIError) -> bool:
    """Return whether the database is to blame, and not what it was asked for."""
    return isinstance(error, OperationalError) or _state(error) == READ_ONLY


def _part_from_read_only(engine: Engine, error: BaseException | None) -> None:
    """Give up all connections if they can only read: such a one stays so for ever."""
    if _code(error) == SQLITE_READONLY or _state(error) == READ_ONLY:
        engine.dispose()


def _code(error: BaseException | None) -> int:
    """Return SQLite's code of a failure, 0 if there is none."""
    code: int = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0)
    return code & RESULT_CODE


def _state(error: BaseException | None) -> str | None:
    """Return PostgreSQL's code of a failure."""
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def make_writer(engine: Engine, *, connections: int = 8) -> Writer:
    """Return the writer for the database behind ``engine``."""
    if engine.dialect.name == "sqlite":
        return SqliteWriter(engine)
    return PostgresWriter(engine, connections=connections)
