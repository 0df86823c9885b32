"""A read that does not end is stopped, in the database too."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
from sqlalchemy import Engine, func, select, text

from db.engine.reader import Reader, make_reader
from db.engine.scans import MAX_SCANS, Stoppable
from db.errors import TooLongError
from tests.endless import ENDLESS, SHORT, counting
from tests.untyped import untyped

T = TypeVar("T")
PATIENCE = 0.4  # seconds a read may take here
SLACK = 3.0  # seconds a busy machine may take to notice


@asynccontextmanager
async def opened(database_url: str, limit: float) -> AsyncIterator[Reader]:
    reader = make_reader(database_url, connections=2, timeout=limit)
    await reader.open()
    try:
        yield reader
    finally:
        await reader.close()


def run(
    database_url: str,
    work: Callable[[Reader], Awaitable[T]],
    *,
    timeout: float = PATIENCE,
) -> T:
    """Return the result of ``work`` on a reader that is open while it runs."""

    async def read() -> T:
        async with opened(database_url, timeout) as reader:
            return await work(reader)

    return asyncio.run(read())


async def stopped(read: Awaitable[Any]) -> float:
    """Return after how many seconds a read was ended."""
    began = time.monotonic()
    with pytest.raises(TooLongError):
        await read
    return time.monotonic() - began


@asynccontextmanager
async def ticking() -> AsyncIterator[list[float]]:
    """Record each time that the event loop runs other tasks."""
    ticks: list[float] = []

    async def tick() -> None:
        while True:
            await asyncio.sleep(0.005)
            ticks.append(time.monotonic())

    task = asyncio.create_task(tick())
    yield ticks
    task.cancel()


@pytest.fixture(params=["rows", "scan"])
def verb(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def running(engine: Engine, backend: str) -> Callable[[], int]:
    """The number of endless reads that the database still runs."""
    mine = text(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
        " AND datname = current_database() AND query LIKE '%RECURSIVE numbers%'"
        " AND pid <> pg_backend_pid()"
    )

    def count() -> int:
        if backend == "sqlite":
            return 0  # what runs in a file shows in that its threads are taken
        with engine.connect() as connection:
            return int(connection.scalar(mine) or 0)

    return count


class TestTimeLimit:
    def test_stops_queries_and_scans(
        self, database_url: str, verb: str, running: Callable[[], int]
    ) -> None:
        async def read(reader: Reader) -> float:
            return await stopped(getattr(reader, verb)(ENDLESS))

        assert PATIENCE * 0.9 <= run(database_url, read) < PATIENCE + SLACK
        assert running() == 0

    def test_error_suggests_filters_and_smaller_pages(self) -> None:
        assert str(TooLongError(30)) == (
            "The read was stopped after 30 seconds: narrow it with filters, or ask for "
            "a smaller page."
        )

    def test_leaves_every_connection_usable(
        self, database_url: str, verb: str, running: Callable[[], int]
    ) -> None:
        async def read(reader: Reader) -> Any:
            many = [stopped(getattr(reader, verb)(ENDLESS)) for _ in range(MAX_SCANS)]
            await asyncio.gather(*many)
            left = running()
            began = time.monotonic()
            rows = [await getattr(reader, verb)(SHORT) for _ in range(2 * MAX_SCANS)]
            return left, rows, time.monotonic() - began

        left, rows, seconds = run(database_url, read)
        assert left == 0
        assert [row.n for (row,) in rows] == [1000] * 2 * MAX_SCANS
        assert seconds < SLACK

    def test_does_not_block_the_event_loop(self, database_url: str, verb: str) -> None:
        async def read(reader: Reader) -> int:
            async with ticking() as ticks:
                await stopped(getattr(reader, verb)(ENDLESS))
            return len(ticks)

        assert run(database_url, read) > 10

    def test_includes_the_wait_for_a_connection(self, database_url: str) -> None:
        async def read(reader: Reader) -> list[float]:
            many = [stopped(reader.scan(ENDLESS)) for _ in range(3 * MAX_SCANS)]
            return await asyncio.gather(*many)

        assert max(run(database_url, read)) < PATIENCE + SLACK

    def test_is_set_on_the_server_too(self, database_url: str, backend: str) -> None:
        if backend == "sqlite":
            pytest.skip("has no server")
        limit = func.current_setting("statement_timeout")
        setting = untyped(select(limit.label("limit")))

        async def read(reader: Reader) -> Any:
            return await reader.rows(setting), await reader.scan(setting)

        ((look_up,), (scan,)) = run(database_url, read)
        assert (look_up.limit, scan.limit) == ("400ms", "400ms")


class TestLongQuery:
    def test_continues_in_a_thread_and_returns_its_rows(
        self, database_url: str
    ) -> None:
        longer_than_inline = counting(300_000)

        async def read(reader: Reader) -> Any:
            return await reader.rows(longer_than_inline)

        (row,) = run(database_url, read, timeout=30)
        assert row.n == 300_000


class TestCancelled:
    def test_read_ends_in_the_database(
        self, database_url: str, verb: str, running: Callable[[], int]
    ) -> None:
        async def read(reader: Reader) -> Any:
            began = time.monotonic()
            many = [
                asyncio.create_task(getattr(reader, verb)(ENDLESS))
                for _ in range(MAX_SCANS)
            ]
            await asyncio.sleep(PATIENCE / 4)
            for one in many:
                one.cancel()
            ended = await asyncio.gather(*many, return_exceptions=True)
            (row,) = await reader.scan(SHORT)
            return ended, row.n, time.monotonic() - began

        ended, n, seconds = run(database_url, read)
        assert {type(one) for one in ended} == {asyncio.CancelledError}
        assert (n, running()) == (1000, 0)
        assert seconds < PATIENCE + SLACK

    def test_read_does_not_cancel_other_reads(self, database_url: str) -> None:
        async def read(reader: Reader) -> list[Any]:
            given_up, kept = [], []
            for number in range(60):
                kept.append(asyncio.create_task(reader.scan(SHORT)))
                one = asyncio.create_task(reader.scan(SHORT))
                asyncio.get_running_loop().call_later(number / 5000, one.cancel)
                given_up.append(one)
            await asyncio.gather(*given_up, return_exceptions=True)
            return await asyncio.gather(*kept)

        rows = run(database_url, read, timeout=30)
        assert [row.n for (row,) in rows] == [1000] * 60


class TestStoppable:
    def test_does_not_interrupt_later_statements(self) -> None:
        connection = sqlite3.connect(":memory:")
        scan = Stoppable()
        counted = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"

        scan.run(lambda held: held.execute("SELECT 1").fetchall(), connection)
        later = connection.execute(f"{counted} SELECT i FROM n LIMIT 9")
        first = later.fetchone()
        scan.interrupt()
        rest = later.fetchall()
        connection.close()

        assert [first, *rest] == [(number,) for number in range(1, 10)]

    def test_interrupts_its_own_work(self) -> None:
        connection = sqlite3.connect(":memory:")
        scan = Stoppable()

        def work(held: sqlite3.Connection) -> None:
            counting = held.execute("SELECT 1 UNION SELECT 2")
            counting.fetchone()
            scan.interrupt()
            counting.fetchone()

        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            scan.run(work, connection)
        connection.close()
