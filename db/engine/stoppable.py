"""Work in threads that ends when nobody waits for it any more."""

import asyncio
import ctypes
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock, get_ident
from typing import Any, Generic, TypeVar

T = TypeVar("T")
# Seconds between attempts: an interrupt before the work has started is lost.
INTERRUPT_INTERVAL = 0.01


class StoppedError(BaseException):
    """Raised inside of a derivation that is stopped; no handler of errors takes it."""


class Derivation(Generic[T]):
    """Work in Python alone: it holds no lock and no connection, so it can end anywhere.

    Checks of the clock would be in every loop of what is derived, and one that is
    forgotten could not be stopped.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._lock = Lock()
        self._thread: int | None = None
        self._is_stopped = False

    def run(self) -> T:
        """Return the result of the work; raise ``StoppedError`` if it is stopped."""
        with self._lock:
            if self._is_stopped:
                raise StoppedError
            self._thread = get_ident()
        try:
            return self._work()
        finally:
            with self._lock:
                self._thread = None
                if self._is_stopped:
                    _take_what_is_raised()

    def interrupt(self) -> None:
        """Stop the work at its next step in Python; do nothing the second time."""
        if self._is_stopped:
            return
        with self._lock:
            self._is_stopped = True
            if self._thread is not None:
                _raise_in_thread(self._thread, StoppedError)


async def run_stoppable(
    threads: ThreadPoolExecutor,
    work: Callable[[], T],
    interrupt: Callable[[], None],
    *,
    timeout: float | None,  # noqa: ASYNC109 - a thread is waited for, not cancelled
) -> T:
    """Return the result of ``work``, which runs in one of ``threads``.

    Interrupt it after ``timeout`` seconds, waiting included, or if the caller is
    cancelled, and wait for its end. Raise ``TimeoutError`` if no thread has taken it.
    """
    submitted = threads.submit(work)
    answer = asyncio.wrap_future(submitted)
    answer.add_done_callback(_retrieve_exception)
    try:
        await asyncio.wait({answer}, timeout=timeout)
    finally:
        submitted.cancel()  # if no thread has taken it yet
        while not answer.done():
            interrupt()
            await asyncio.wait({answer}, timeout=INTERRUPT_INTERVAL)
    if answer.cancelled():
        raise TimeoutError
    return answer.result()


def _take_what_is_raised() -> None:
    """Take the exception that an interrupt may have left, and not raised yet.

    To set none instead would have Python 3.11 look for one at each step of every
    thread from then on, and loop without end where it is traced or profiled.
    """
    with suppress(StoppedError):
        _raise_in_thread(get_ident(), StoppedError)
        while True:  # until it is raised, at the next step
            pass


def _raise_in_thread(thread: int, error: type[BaseException]) -> None:
    """Raise ``error`` at the next step of a thread in Python."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(error)
    )


def _retrieve_exception(answer: asyncio.Future[Any]) -> None:
    """Retrieve the exception, or asyncio would log it when no caller waits any more."""
    if not answer.cancelled():
        answer.exception()
