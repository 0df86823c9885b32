"""The interface of writers."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from db.engine.session import Context, Deadline, Write
from db.errors import WriteTooLongError

T = TypeVar("T")


class Writer(Protocol):
    """Runs functions in transactions; each function is committed whole or not at all.

    A function may run several times; only its last run is committed. A write ends
    after ``timeout`` seconds.
    """

    timeout: float

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Run ``work`` in a transaction; return its result after the commit."""

    def close(self) -> None:
        """Finish running transactions and stop."""


async def result_of(work: Future[T], deadline: Deadline) -> T:
    """Return the result of work in another thread, which checks its own deadline.

    Raise ``WriteTooLongError`` if the work has not begun by the deadline.
    """
    loop = asyncio.get_running_loop()
    timer = loop.call_later(deadline.seconds, work.cancel)  # no effect once it runs
    try:
        return await asyncio.wrap_future(work)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task and task.cancelling():
            raise
        raise WriteTooLongError(deadline.seconds) from None
    finally:
        timer.cancel()
