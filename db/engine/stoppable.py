"""Work in threads that is stopped when its caller no longer waits."""

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
    """Raised inside a derivation to stop it; no ``except Exception`` catches it."""


class Derivation(Generic[T]):
    """Pure Python work: it holds no lock and no connection, so it can end anywhere.

    The alternative is a check of the clock in every loop; a loop without one could not
    be stopped.
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
        """Stop the work at its next Python instruction; a second call does nothing."""
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

    Interrupt it after ``timeout`` seconds, including the wait for a thread, or if the
    caller is cancelled; then wait for its end. Raise ``TimeoutError`` if it never ran.
    """
    submitted = threads.submit(work)
    answer = asyncio.wrap_future(submitted)
    answer.add_done_callback(_retrieve_exception)
    try:
        await asyncio.wait({answer}, timeout=timeout)
    finally:
        submitted.cancel()  # if no thread has taken it
        while not answer.done():
            interrupt()
            await asyncio.wait({answer}, timeout=INTERRUPT_INTERVAL)
    if answer.cancelled():
        raise TimeoutError
    return answer.result()


def _take_what_is_raised() -> None:
    """Let a pending exception of an interrupt be raised here, and catch it.

    Clearing it instead would make Python 3.11 check for it at each step of every
    thread, and loop forever in a thread that is traced or profiled.
    """
    with suppress(StoppedError):
        _raise_in_thread(get_ident(), StoppedError)
        while True:  # the exception is raised at the next step
            pass


def _raise_in_thread(thread: int, error: type[BaseException]) -> None:
    """Raise ``error`` at the next Python instruction of a thread."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(error)
    )


def _retrieve_exception(answer: asyncio.Future[Any]) -> None:
    """Retrieve the exception, or asyncio would log it when no caller waits for it."""
    if not answer.cancelled():
        answer.exception()
