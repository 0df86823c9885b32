"""Background jobs, and the runner by which one of several processes does each job."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from secrets import token_hex
from socket import gethostname

import structlog

from db.commands.leases import release_leases, take_lease
from db.engine.reader import Reader
from db.engine.session import Context, Write
from db.engine.writer import Writer
from db.errors import UnavailableError

log = structlog.get_logger()


@dataclass(frozen=True)
class BackgroundJob:
    """Work that is done without a request, in short transactions.

    ``is_due`` is a cheap read that every process repeats; ``step`` does part of the
    work in one transaction and returns how much.
    """

    name: str
    interval: float  # seconds between two checks
    is_due: Callable[[Reader], Awaitable[bool]]
    step: Callable[[Write], int]
    context: Context


class BackgroundRunner:
    """Runs jobs in this process while it has their leases."""

    def __init__(self, reader: Reader, writer: Writer, holder: str) -> None:
        self._reader, self._writer, self._holder = reader, writer, holder
        self._has_leased = False

    async def repeat(self, job: BackgroundJob) -> None:
        """Do the due work of ``job`` at each interval, until cancelled."""
        while True:
            await asyncio.sleep(job.interval)
            try:
                await self.run(job)
            except UnavailableError:
                continue  # the database may be available at the next check
            except Exception as error:  # a failed job is tried again
                log.error("background_job", job=job.name, exc_info=error)

    async def run(self, job: BackgroundJob) -> None:
        """Do the due work of ``job``, unless another process holds its lease.

        While no work is due, nothing is written to the database, not even a lease.
        """
        while await job.is_due(self._reader):
            if not await self._writer.run(partial(self._step, job), job.context):
                return

    def _step(self, job: BackgroundJob, write: Write) -> int:
        if not take_lease(write, job.name, holder=self._holder):
            return 0
        self._has_leased = True
        return job.step(write)

    async def release(self) -> None:
        """Release the leases of this process; without a database they expire."""
        if self._has_leased:
            release = partial(release_leases, holder=self._holder)
            with suppress(UnavailableError):
                await self._writer.run(release, Context())


@asynccontextmanager
async def running_jobs(
    reader: Reader, writer: Writer, jobs: Sequence[BackgroundJob]
) -> AsyncIterator[None]:
    """Run ``jobs`` until the block ends, then release their leases."""
    runner = BackgroundRunner(reader, writer, holder_name())
    tasks = [asyncio.create_task(runner.repeat(job)) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await runner.release()


def holder_name() -> str:
    """Return a unique name that shows an operator which process holds a lease."""
    return f"{gethostname()[:128]} {os.getpid()} {token_hex(8)}"
