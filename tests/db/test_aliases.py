"""Aliases that several threads use for the first time at once."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from db.engine.aliases import aliased
from db.models import Source

THREADS, TRIALS = 8, 50


@pytest.fixture(autouse=True)
def hurried() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def by_threads(compile_select: Callable[[], str]) -> set[str]:
    """Return the results of threads that begin at once."""
    ready = Barrier(THREADS)

    def compiled(_: int) -> str:
        ready.wait()
        return compile_select()

    with ThreadPoolExecutor(THREADS) as threads:
        return set(threads.map(compiled, range(THREADS)))


class TestAliased:
    def test_is_the_same_alias_in_every_thread(self) -> None:
        for _ in range(TRIALS):
            other = aliased(Source, name="other")

            def compile_select(other: type[Source] = other) -> str:
                joined = select(other.id, Source.kind)
                merged = Source.id == other.merged_into_id
                return str(joined.join(Source, merged).where(other.kind == "person"))

            assert len(by_threads(compile_select)) == 1
