"""Jobs that wait for a transaction, and groups of jobs that share one."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from operator import attrgetter
from queue import Empty, SimpleQueue
from typing import Any, cast

from db.engine.session import (
    Context,
    Deadline,
    SessionFactory,
    Write,
    write_transaction,
)
from db.engine.writer.shares import Share, do_together

Work = Callable[[Write], Any]
GROUP_SIZE = 64  # jobs that share one commit, at most
BY_TIME = attrgetter("due")


@dataclass(frozen=True)
class Job:
    """A function to run in a transaction, and the future of its result."""

    work: Work
    context: Context
    deadline: Deadline
    result: Future[Any]

    @property
    def kind(self) -> Hashable:
        """Return a key that is equal for jobs that may share a transaction."""
        if isinstance(self.work, Share):
            return self.work.work, self.context.viewer
        return id(self)


def grouped(jobs: Iterable[Job]) -> list[list[Job]]:
    """Return the groups of jobs with equal kinds, in the order of their first jobs."""
    groups: dict[Hashable, list[Job]] = {}
    for job in jobs:
        groups.setdefault(job.kind, []).append(job)
    return list(groups.values())


def run_group(sessions: SessionFactory, jobs: Sequence[Job]) -> list[Any]:
    """Return the outcome of each job of a group, after its transaction.

    Raise the error of a job that is alone.
    """
    first, latest = jobs[0], max((job.deadline for job in jobs), key=BY_TIME)
    with write_transaction(sessions, first.context, deadline=latest) as write:
        if len(jobs) == 1:
            return [first.work(write)]
        parts = [write.of(job.context, job.deadline) for job in jobs]
        shares = [cast("Share[Any, Any]", job.work) for job in jobs]
        return do_together(write, list(zip(parts, shares, strict=True)))


def waiting_in(queue: SimpleQueue[Job | None]) -> Iterator[Job]:
    """Yield the jobs that are now in a queue."""
    while True:
        try:
            job = queue.get_nowait()
        except Empty:
            return
        if job is None:  # closing: first finish the jobs that were taken
            queue.put(None)
            return
        yield job


def not_cancelled(jobs: Iterable[Job]) -> list[Job]:
    """Return the jobs whose callers still wait, and prevent their cancellation."""
    return [job for job in jobs if job.result.set_running_or_notify_cancel()]


def end_all(jobs: Sequence[Job], outcomes: Iterable[Any]) -> None:
    """Set the result or the exception of each job."""
    for job, outcome in zip(jobs, outcomes, strict=True):
        if isinstance(outcome, BaseException):
            job.result.set_exception(outcome)
        else:
            job.result.set_result(outcome)
