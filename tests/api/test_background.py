"""Background jobs: one process runs each, and another takes over if it dies."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from api.server.background.embargoes import END_EMBARGOES
from api.server.background.jobs import BackgroundJob, BackgroundRunner, running_jobs
from db.commands import leases
from db.engine.reader import Reader, make_reader
from db.engine.session import (
    Context,
    Write,
    make_session_factory,
    write_transaction,
)
from db.engine.writer import Writer, make_writer
from db.models import Article, Change, Lease
from tests.api.log_checks import Log
from tests.conftest import ROOT
from tests.factories import make_article

OFTEN = 0.02  # seconds between checks
PATIENCE = 30.0  # seconds
STEPS = 20
KILLED = """
import os, signal, sys
from db.commands import leases
from db.engine.session import make_engine, make_session_factory, write_transaction
with write_transaction(make_session_factory(make_engine(sys.argv[1]))) as write:
    assert leases.take_lease(write, "count", holder="killed")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: these tests are about the processes that do the work."""


class Work:
    """Work for as many steps as there are, and which process did each."""

    def __init__(self, steps: int = STEPS) -> None:
        self.left, self.done = steps, list[str]()

    def job(self, process: str) -> BackgroundJob:
        """Return the job as a process of that name runs it."""

        async def is_due(_: Reader) -> bool:
            await asyncio.sleep(0)
            return self.left > 0

        def step(_: Write) -> int:
            self.left -= 1
            self.done.append(process)
            return 1

        return BackgroundJob("count", OFTEN, is_due, step, Context())

    async def end(self) -> None:
        """Wait until all of it is done."""
        while self.left:  # noqa: ASYNC110 - it is done in another thread
            await asyncio.sleep(OFTEN)


@contextmanager
def processes(engine: Engine, url: str) -> Iterator[list[tuple[Reader, Writer]]]:
    """The readers and writers of two processes on one database."""
    writers = [make_writer(engine, connections=1) for _ in range(2)]
    yield [(make_reader(url, connections=1), writer) for writer in writers]
    for writer in writers:
        writer.close()


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await asyncio.wait_for(work(), PATIENCE)

    return asyncio.run(whole())


def held(engine: Engine) -> Sequence[Any]:
    with engine.connect() as connection:
        return connection.execute(select(Lease.name, Lease.holder)).all()


def expire_leases(engine: Engine) -> None:
    """Let every lease expire now."""
    with engine.begin() as connection:
        connection.execute(update(Lease).values(expires_at=datetime.now(UTC)))


class TestTwoProcesses:
    def test_only_one_runs_a_job(self, emptied: Engine, database_url: str) -> None:
        work = Work()
        with processes(emptied, database_url) as both:
            runners = [
                BackgroundRunner(*parts, holder=name)
                for name, parts in zip("ab", both, strict=True)
            ]

            async def run_both() -> None:
                jobs = map(work.job, "ab")
                pairs = zip(runners, jobs, strict=True)
                await asyncio.gather(*(runner.run(job) for runner, job in pairs))

            run(run_both)

        assert work.done in (["a"] * STEPS, ["b"] * STEPS)
        assert held(emptied) == [("count", work.done[0])]

    def test_end_each_embargo_once(self, emptied: Engine, database_url: str) -> None:
        ended = {"visibility": "restricted", "embargo_until": datetime.now(UTC)}
        with write_transaction(make_session_factory(emptied)) as write:
            for _ in range(STEPS):
                make_article(write, **ended)
        with processes(emptied, database_url) as both:

            async def run_both() -> None:
                runners = [BackgroundRunner(*parts, holder="h") for parts in both]
                await asyncio.gather(*(one.run(END_EMBARGOES) for one in runners))
                for reader, _ in both:
                    await reader.close()

            run(run_both)

        reason = Change.reason == END_EMBARGOES.context.reason
        public = Article.visibility == "public"
        with emptied.connect() as connection:
            count = func.count()
            assert connection.scalar(select(count).where(public)) == STEPS
            changes = select(count).select_from(Change).where(reason)
            assert connection.scalar(changes) == STEPS

    def test_the_other_takes_over_when_one_stops(
        self, emptied: Engine, database_url: str
    ) -> None:
        first, second = Work(1), Work(1)
        with processes(emptied, database_url) as (one, other):

            async def stop_one() -> float:
                async with running_jobs(*one, [first.job("a")]):
                    await first.end()
                began = monotonic()
                runner = BackgroundRunner(*other, holder="b")
                await runner.run(second.job("b"))
                return monotonic() - began

            took = run(stop_one)

        assert (first.done, second.done) == (["a"], ["b"])
        assert took < leases.DURATION.total_seconds()

    def test_the_other_takes_over_when_the_lease_of_a_killed_one_expires(
        self, emptied: Engine, database_url: str
    ) -> None:
        killed = subprocess.run(
            [sys.executable, "-c", KILLED, database_url], cwd=ROOT, check=False
        )
        assert killed.returncode == -signal.SIGKILL
        work = Work(1)
        with processes(emptied, database_url) as (one, _):

            async def take_over() -> list[str]:
                runner = BackgroundRunner(*one, holder="a")
                await runner.run(work.job("a"))
                at_once = list(work.done)
                expire_leases(emptied)
                repeating = asyncio.create_task(runner.repeat(work.job("a")))
                await work.end()
                repeating.cancel()
                return at_once

            at_once = run(take_over)

        assert (at_once, work.done) == ([], ["a"])
        assert held(emptied) == [("count", "a")]


class TestOneProcess:
    def test_writes_nothing_while_nothing_is_due(
        self, emptied: Engine, database_url: str
    ) -> None:
        job = replace(END_EMBARGOES, interval=OFTEN)
        with processes(emptied, database_url) as (one, _):

            async def wait() -> None:
                async with running_jobs(*one, [job]):
                    await asyncio.sleep(20 * OFTEN)
                await one[0].close()

            run(wait)

        assert held(emptied) == []

    def test_retries_a_failed_job_and_logs_the_failure(
        self, emptied: Engine, database_url: str, log: Log
    ) -> None:
        work = Work(1)
        job, failures = work.job("a"), [ValueError("twice"), ValueError("twice")]

        def step(write: Write) -> int:
            if failures:
                raise failures.pop()
            return job.step(write)

        with processes(emptied, database_url) as (one, _):

            async def wait() -> None:
                async with running_jobs(*one, [replace(job, step=step)]):
                    await work.end()

            run(wait)

        lines = log.lines("background_job")
        assert [(line["job"], line["level"]) for line in lines] == [
            ("count", "error")
        ] * 2
