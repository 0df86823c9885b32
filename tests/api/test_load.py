"""Overload: requests within the limits are completed, others are rejected at once."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, func, select

from api.server.middleware.load_shedding import RECEIVED
from api.settings import MAX_BODIES, MAX_WAIT
from db.engine.prepared import Prepared
from db.engine.reader import Reader, make_reader
from db.engine.session import CHANGE_LOCK
from db.engine.writer import Writer, make_writer
from tests.api import asgi_requests
from tests.api.asgi_requests import (
    SOON,
    Answer,
    Asked,
    ask,
    end,
    get,
    never,
    post_tag,
    stalled,
)
from tests.api.bodies import API
from tests.api.log_checks import Log
from tests.endless import Endless

T = TypeVar("T")
Parts = Callable[[], tuple[Reader, Writer]]
Endlessly = Callable[[float], Parts]
SEARCH = f"{API}/claims?q=rain"
AS_READ = {"if-match": '"v1"'}
BRIEFLY, FOR_LONG = 0.5, 40.0  # seconds a read may take


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: these tests are about whether there is a response."""


@pytest.fixture
def parts(emptied: Engine, database_url: str) -> Parts:
    """The real reader and writer."""
    return lambda: (
        make_reader(database_url, connections=2),
        make_writer(emptied, connections=2),
    )


@pytest.fixture
def endless(emptied: Engine, database_url: str) -> Endlessly:
    """The real reader, where each scan asks for what does not end by itself."""

    def made(timeout: float) -> Parts:
        return lambda: (
            Endless(make_reader(database_url, connections=2, timeout=timeout)),
            make_writer(emptied, connections=2),
        )

    return made


@contextmanager
def writes_held(engine: Engine) -> Iterator[None]:
    """Let no write of anybody else be committed meanwhile."""
    with engine.begin() as connection:  # on SQLite this alone keeps others out
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(CHANGE_LOCK)))
        yield


def assert_busy(answer: Answer, what: str) -> None:
    assert answer.status == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "1"
    assert answer.json["type"] == "/problems/unavailable"
    assert (
        answer.json["detail"]
        == f"Too many {what} are in flight: try again in a moment."
    )


class TestRequests:
    def test_beyond_the_limit_are_refused_at_once(self, parts: Parts) -> None:
        async def work(app: FastAPI) -> Answer:
            held = await stalled(app, 3)
            answer = await get(app, f"{API}/tags")
            await end(*held)
            return answer

        assert_busy(asgi_requests.run(parts, work, max_requests=3), "requests")

    @pytest.mark.parametrize("path", ["/healthz", "/metrics"])
    def test_of_monitoring_are_answered_beyond_the_limit(
        self, parts: Parts, path: str
    ) -> None:
        async def work(app: FastAPI) -> Answer:
            held = await stalled(app, 1)
            answer = await get(app, path)
            await end(*held)
            return answer

        assert asgi_requests.run(parts, work, max_requests=1).status == 200

    @pytest.mark.parametrize(
        ("path", "others", "status"),
        [(f"{API}/tags", 40, 503), ("/healthz", 40, 200), (f"{API}/tags", 4, 200)],
    )
    def test_that_waited_too_long_are_refused_if_many_are_in_flight(
        self, parts: Parts, path: str, others: int, status: int
    ) -> None:
        """Reads on SQLite were never in flight together, and waited for seconds."""

        async def work(app: FastAPI) -> list[Answer]:
            held = await stalled(app, others)
            ages = (MAX_WAIT / 2, MAX_WAIT * 2)
            states = [{RECEIVED: monotonic() - age} for age in ages]
            answers = [await get(app, path, state=state) for state in states]
            await end(*held)
            return answers

        soon, late = asgi_requests.run(parts, work)

        assert soon.status == 200
        assert late.status == status
        if status == 503:
            assert_busy(late, "requests")

    def test_are_accepted_again_after_others_have_ended(self, parts: Parts) -> None:
        async def work(app: FastAPI) -> list[int]:
            found = []
            for _ in range(3):
                held = await stalled(app, 2)
                found.append((await get(app, f"{API}/tags")).status)
                await end(*held)
                found.append((await get(app, f"{API}/tags")).status)
            return found

        assert asgi_requests.run(parts, work, max_requests=2) == [503, 200] * 3


class Held:
    """The real reader, whose queries wait until the test releases them."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self.free = reader, asyncio.Event()
        self.open, self.close, self.scan = reader.open, reader.close, reader.scan
        self.timeout = reader.timeout

    async def rows(self, read: Prepared, **values: Any) -> Sequence[Any]:
        await self.free.wait()
        return await self._reader.rows(read, **values)


@pytest.fixture
def one_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one request at a time look something up."""
    monkeypatch.setattr("api.server.middleware.load_shedding.MAX_LOOKUPS", 1)


@pytest.mark.usefixtures("one_turn")
class TestWaitingReads:
    def test_after_one_request_waited_too_long_others_are_refused_at_once(
        self, parts: Parts
    ) -> None:
        reader, writer = parts()
        held = Held(reader)

        async def work(app: FastAPI) -> tuple[list[Answer], list[float]]:
            waiting = [asyncio.create_task(get(app, f"{API}/tags")) for _ in range(2)]
            await asyncio.sleep(0)
            answers, took = [], []
            for _ in range(3):
                began = monotonic()
                answers.append(await get(app, f"{API}/tags"))
                took.append(monotonic() - began)
            held.free.set()
            answers += [await one for one in waiting]
            return [*answers, await get(app, f"{API}/tags")], took

        answers, took = asgi_requests.run(lambda: (held, writer), work)

        assert [answer.status for answer in answers] == [503] * 3 + [200] * 3
        assert_busy(answers[0], "requests")
        assert took[0] > MAX_WAIT * 0.9
        assert max(took[1:]) < MAX_WAIT / 2

    def test_few_requests_may_wait_longer_than_the_limit(self, parts: Parts) -> None:
        reader, writer = parts()
        held = Held(reader)

        async def work(app: FastAPI) -> list[int]:
            asked = [asyncio.create_task(get(app, f"{API}/tags")) for _ in range(2)]
            await asyncio.sleep(MAX_WAIT * 1.5)
            held.free.set()
            return [(await one).status for one in asked]

        assert asgi_requests.run(lambda: (held, writer), work) == [200, 200]

    def test_concurrent_requests_are_all_answered(self, parts: Parts) -> None:
        async def work(app: FastAPI) -> list[int]:
            asked = (get(app, f"{API}/tags") for _ in range(20))
            return [answer.status for answer in await asyncio.gather(*asked)]

        assert asgi_requests.run(parts, work) == [200] * 20

    def test_incomplete_bodies_do_not_block_reads(self, parts: Parts) -> None:
        async def work(app: FastAPI) -> int:
            held = await stalled(app, 3)
            status = (await get(app, f"{API}/tags")).status
            await end(*held)
            return status

        assert asgi_requests.run(parts, work) == 200

    def test_blocked_writes_do_not_block_reads(
        self, parts: Parts, emptied: Engine
    ) -> None:
        """Two dozen DELETEs, which have no body, stopped all reads."""

        async def work(app: FastAPI) -> list[int]:
            tags = [(await post_tag(app, name)).json for name in ("rain", "snow")]
            await get(app, f"{API}/tags")  # the first one prepares what it reads
            with writes_held(emptied):
                asked = [
                    Asked("DELETE", f"{API}/tags/{tag['id']}", headers=AS_READ)
                    for tag in tags
                ]
                waiting = [asyncio.create_task(ask(app, one)) for one in asked]
                await asyncio.sleep(0.1)
                found = [(await get(app, f"{API}/tags")).status]
            return found + [one.status for one in await asyncio.gather(*waiting)]

        assert asgi_requests.run(parts, work) == [200, 204, 204]

    def test_scans_do_not_block_other_reads(self, endless: Endlessly) -> None:
        async def work(app: FastAPI) -> list[int]:
            await get(app, f"{API}/tags")  # the first one prepares what it reads
            scan = asyncio.create_task(get(app, SEARCH))
            await asyncio.sleep(0.05)
            found = [(await get(app, f"{API}/tags")).status, (await scan).status]
            return [*found, (await get(app, f"{API}/tags")).status]

        assert asgi_requests.run(endless(BRIEFLY), work) == [200, 503, 200]


class TestScans:
    def test_that_take_too_long_are_stopped_with_503(self, endless: Endlessly) -> None:
        async def work(app: FastAPI) -> Answer:
            return await get(app, SEARCH)

        answer = asgi_requests.run(endless(BRIEFLY), work)
        assert answer.status == 503
        assert answer.json["type"] == "/problems/unavailable"
        assert answer.json["detail"].startswith("The read was stopped after 0.5 sec")
        assert "retry-after" not in answer.headers

    def test_do_not_delay_other_requests(self, endless: Endlessly) -> None:
        async def work(app: FastAPI) -> list[int]:
            await get(app, f"{API}/tags")  # the first one prepares what it reads
            scans = [asyncio.create_task(get(app, SEARCH)) for _ in range(4)]
            await asyncio.sleep(0.05)
            meanwhile = []
            while not all(scan.done() for scan in scans):
                meanwhile.append((await get(app, f"{API}/tags")).status)
            return meanwhile

        meanwhile = asgi_requests.run(endless(BRIEFLY), work)
        assert set(meanwhile) == {200}
        assert len(meanwhile) > 10

    def test_beyond_the_limit_are_refused_at_once(self, endless: Endlessly) -> None:
        async def work(app: FastAPI) -> Answer:
            scans = [asyncio.create_task(get(app, SEARCH)) for _ in range(3)]
            await asyncio.sleep(0.05)
            refused = await get(app, SEARCH)
            await end(*scans)
            return refused

        refused = asgi_requests.run(endless(FOR_LONG), work, max_scans=3)
        assert_busy(refused, "scans")

    def test_end_when_their_client_disconnects(
        self, endless: Endlessly, log: Log
    ) -> None:
        async def leave() -> Any:
            await asyncio.sleep(0.05)
            return {"type": "http.disconnect"}

        async def work(app: FastAPI) -> list[int]:
            left = [Asked("GET", SEARCH, receive=leave) for _ in range(6)]
            found = []
            for two in (left[:2], left[2:4], left[4:]):
                both = asyncio.gather(*(ask(app, one) for one in two))
                answers = await asyncio.wait_for(both, FOR_LONG / 2)
                found += [answer.status for answer in answers]
            return found

        assert asgi_requests.run(endless(FOR_LONG), work, max_scans=2) == [499] * 6
        assert [one["status"] for one in log.lines("request")] == [499] * 6


class TestWrites:
    def test_beyond_the_limit_are_refused_at_once_and_waiting_writes_succeed(
        self, parts: Parts, emptied: Engine
    ) -> None:
        async def work(app: FastAPI) -> tuple[list[int], Answer, Answer]:
            with writes_held(emptied):
                waiting = [
                    asyncio.create_task(post_tag(app, name))
                    for name in ("rain", "snow")
                ]
                await asyncio.sleep(0.1)
                refused = await asyncio.wait_for(
                    post_tag(app, "hail"), asgi_requests.SOON
                )
            done = [one.status for one in await asyncio.gather(*waiting)]
            return done, refused, await get(app, f"{API}/tags")

        done, refused, tags = asgi_requests.run(parts, work, max_writes=2)
        assert done == [201, 201]
        assert_busy(refused, "writes")
        assert {tag["name"] for tag in tags.json["data"]} == {"rain", "snow"}

    def test_beyond_the_limit_are_refused_before_authentication(
        self, parts: Parts, emptied: Engine
    ) -> None:
        async def work(app: FastAPI) -> tuple[Answer, Answer]:
            with writes_held(emptied):
                waiting = asyncio.create_task(post_tag(app, "rain"))
                await asyncio.sleep(0.1)
                headers = {"authorization": "Bearer nothing"}
                asked = Asked("POST", f"{API}/tags", headers=headers)
                refused = await asyncio.wait_for(ask(app, asked), SOON)
            await waiting
            return refused, await ask(app, asked)

        refused, later = asgi_requests.run(parts, work, max_writes=1)
        assert_busy(refused, "writes")
        assert later.status == 401

    def test_that_waited_too_long_are_refused_if_many_are_in_flight(
        self, parts: Parts, emptied: Engine
    ) -> None:
        names = [f"rain {number}" for number in range(12)]

        async def work(app: FastAPI) -> tuple[list[Answer], Answer]:
            with writes_held(emptied):
                waiting = [asyncio.create_task(post_tag(app, name)) for name in names]
                while not app.state.writes.is_full:  # noqa: ASYNC110 - it sets no event
                    await asyncio.sleep(0.01)
                await asyncio.sleep(MAX_WAIT * 2)
            return await asyncio.gather(*waiting), await get(app, f"{API}/tags")

        answers, tags = asgi_requests.run(parts, work, max_writes=12)
        done = [answer for answer in answers if answer.status == 201]
        late = [answer for answer in answers if answer.status != 201]
        assert len(late) >= 4
        for answer in late:
            assert_busy(answer, "writes")
        assert {one.json["name"] for one in done} == {
            tag["name"] for tag in tags.json["data"]
        }


class TestBodies:
    def test_that_do_not_arrive_are_refused_with_408_and_free_their_place(
        self, parts: Parts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("api.server.middleware.body_limit.MAX_BODY_SECONDS", 0.1)

        async def work(app: FastAPI) -> tuple[Answer, int]:
            (held,) = await stalled(app, 1)
            answer = await asyncio.wait_for(held, asgi_requests.SOON)
            return answer, (await post_tag(app, "rain")).status

        slow, after = asgi_requests.run(parts, work, max_requests=1)
        assert slow.status == 408
        assert slow.json["type"] == "/problems/too-slow"
        assert slow.json["detail"].startswith("The body must arrive within")
        assert after == 201

    def test_are_refused_if_all_bodies_in_flight_are_too_large_together(
        self, parts: Parts
    ) -> None:
        piece = b" " * (16 * 1024 * 1024)
        count = MAX_BODIES // len(piece)

        def beginning(started: asyncio.Event) -> asgi_requests.Receive:
            pieces = [{"type": "http.request", "body": piece, "more_body": True}]

            async def receive() -> Any:
                if pieces:
                    return pieces.pop()
                return await never(started)()

            return receive

        def asked(started: asyncio.Event) -> Asked:
            headers = {"content-type": "application/json"}
            path, receive = f"{API}/articles", beginning(started)
            return Asked("POST", path, headers=headers, receive=receive)

        async def work(app: FastAPI) -> tuple[Answer, int]:
            held = []
            for _ in range(count):
                started = asyncio.Event()
                held.append(asyncio.create_task(ask(app, asked(started))))
                await asyncio.wait_for(started.wait(), SOON)
            refused = await ask(app, asked(asyncio.Event()))
            await end(*held)
            return refused, (await post_tag(app, "rain")).status

        refused, after = asgi_requests.run(parts, work)
        assert_busy(refused, "large bodies")
        assert after == 201
