"""Work in Python stops if its caller is cancelled, and nothing else stops with it."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from time import monotonic
from typing import Any

import pytest

from db.engine.stoppable import Derivation, StoppedError, run_stoppable
from tests.conftest import ROOT

SLACK = 3.0  # seconds a busy machine may take to notice


def endless() -> None:
    for _ in count():
        try:
            sum(range(100))
        except Exception:  # noqa: S112 - as careless work does
            continue


async def run(threads: ThreadPoolExecutor, work: Callable[[], Any]) -> Any:
    derivation = Derivation(work)
    return await run_stoppable(
        threads, derivation.run, derivation.interrupt, timeout=None
    )


class TestDerivation:
    def test_stops_if_cancelled_and_its_thread_remains_usable(self) -> None:
        async def work() -> tuple[float, list[int]]:
            began = monotonic()
            with ThreadPoolExecutor(1) as threads:
                for _ in range(20):
                    with pytest.raises(TimeoutError):
                        async with asyncio.timeout(0.01):
                            await run(threads, endless)
                took = monotonic() - began
                sums = [await run(threads, lambda: sum(range(9))) for _ in range(20)]
            return took, sums

        took, sums = asyncio.run(work())

        assert took < SLACK
        assert sums == [36] * 20

    def test_does_not_begin_if_cancelled_while_waiting_for_a_thread(self) -> None:
        begun = []

        async def work() -> None:
            with ThreadPoolExecutor(1) as threads:
                first = asyncio.create_task(run(threads, endless))
                second = asyncio.create_task(run(threads, lambda: begun.append(1)))
                await asyncio.sleep(0.05)
                for task in (second, first):
                    task.cancel()
                await asyncio.gather(first, second, return_exceptions=True)

        asyncio.run(work())

        assert begun == []

    def test_does_nothing_if_stopped_before_it_begins(self) -> None:
        derivation = Derivation(lambda: 1)

        derivation.interrupt()

        with pytest.raises(StoppedError):
            derivation.run()

    def test_stopping_it_later_does_not_stop_its_thread(self) -> None:
        derivation = Derivation(lambda: 1)

        assert derivation.run() == 1
        derivation.interrupt()

        assert sum(1 for _ in range(1000)) == 1000

    def test_raises_the_error_of_its_work(self) -> None:
        def work() -> None:
            raise LookupError

        async def derive() -> None:
            with ThreadPoolExecutor(1) as threads:
                await run(threads, work)

        with pytest.raises(LookupError):
            asyncio.run(derive())


PROFILED = """
import sys
from db.engine.stoppable import Derivation

Derivation(lambda: 1).run()
sys.setprofile(lambda *_: None)
for number in range(1000):
    str(number)
"""


def test_process_exits_after_the_work() -> None:
    """Python 3.11 looped without end where coverage was traced after it."""
    ran = subprocess.run(
        [sys.executable, "-c", PROFILED], cwd=ROOT, check=False, timeout=60
    )

    assert ran.returncode == 0
