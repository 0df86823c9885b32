"""CSV of long lists, which is sent while it is read."""

import asyncio
import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, update
from starlette.types import Message

from api.http import streams
from api.pages import csv_lists
from api.server.stream_places import CutOffError
from api.settings import MAX_LOOKUPS
from db.commands.keys import revoke_key
from db.engine.reader import make_reader
from db.engine.session import Context, Write
from db.engine.writer import make_writer
from db.errors import TooLongError
from db.models import Analyst
from tests.api import asgi_requests
from tests.api.asgi_requests import ELSEWHERE, SOON, Asked, ask, end, get
from tests.api.bodies import API
from tests.api.conftest import Make
from tests.api.log_checks import Log

# A transaction of the database is open while a list is sent.
pytestmark = pytest.mark.every_case

NAMES = ["Ann Lake", "Bea Lake", "Cid Lake"]
LAKES = "/sources.csv?q=lake&sort=recorded"


@pytest.fixture(autouse=True)
def lakes(make_source: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three sources, which are read one at a time."""
    monkeypatch.setattr(csv_lists, "READ", 1)
    for name in NAMES:
        make_source(name=name, kind="person")


class TestLongCsv:
    def test_has_all_rows_and_one_header_line(self, client: TestClient) -> None:
        answer = client.get(LAKES)

        assert [
            row["name"] for row in csv.DictReader(answer.text.splitlines())
        ] == NAMES
        assert answer.text.count("created_at") == 1
        assert "etag" not in answer.headers
        assert "sources.csv" in answer.headers["content-disposition"]

    def test_is_cut_off_if_something_fails(
        self, client: TestClient, log: Log, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_: object) -> None:
            raise TooLongError(1.0)

        monkeypatch.setattr(csv_lists, "get_next_reading", fail)

        with pytest.raises(CutOffError, match="TooLongError"):
            client.get(LAKES)

        (line,) = log.lines("cut_off")
        assert (line["route"], line["reason"]) == ("/sources.csv", "TooLongError")


async def receive_nothing() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


async def sent_nowhere(app: FastAPI, begun: asyncio.Event, **asked: Any) -> None:
    """Request a long list without receiving it; report when it is sent."""

    async def send(_: Message) -> None:
        begun.set()
        await asyncio.Event().wait()

    await app(Asked("GET", LAKES, **asked).scope(), receive_nothing, send)


@asynccontextmanager
async def not_received(app: FastAPI, number: int, **asked: Any) -> AsyncIterator[None]:
    """Send long lists that nobody receives."""
    waiting = []
    for _ in range(number):
        begun = asyncio.Event()
        waiting.append(asyncio.create_task(sent_nowhere(app, begun, **asked)))
        await asyncio.wait_for(begun.wait(), SOON)
    yield
    await end(*waiting)


class TestClientsThatReceiveNothing:
    def test_are_cut_off(
        self,
        emptied: Engine,
        database_url: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(streams, "STALLED", 0.05)

        async def work(app: FastAPI) -> int:
            with pytest.raises(CutOffError, match="did not receive"):
                await sent_nowhere(app, asyncio.Event())
            return int(app.state.requests.in_flight)

        parts = make_reader(database_url), make_writer(emptied)
        assert asgi_requests.run(lambda: parts, work) == 0

    def test_do_not_count_against_other_limits(
        self, emptied: Engine, database_url: str
    ) -> None:
        async def work(app: FastAPI) -> list[Any]:
            async with not_received(app, MAX_LOOKUPS):
                limits = (app.state.requests, app.state.scans, app.state.streams.limit)
                return [
                    *(limit.in_flight for limit in limits),
                    (await get(app, f"{API}/tags")).status,
                    (await get(app, LAKES)).status,
                ]

        parts = make_reader(database_url), make_writer(emptied)
        few = {"max_streams": 1}
        assert asgi_requests.run(lambda: parts, work, **few) == [0, 0, 0, 200, 200]

    def test_with_one_address_have_at_most_half_of_the_places(
        self, emptied: Engine, database_url: str
    ) -> None:
        async def work(app: FastAPI) -> list[int]:
            async with not_received(app, 2, client=ELSEWHERE):
                refused = await get(app, LAKES, client=ELSEWHERE)
                others = await get(app, LAKES, client=("203.0.113.8", 50_000))
            later = await get(app, LAKES, client=ELSEWHERE)
            assert "Too many streams are in flight" in refused.json["detail"]
            return [refused.status, others.status, later.status]

        parts = make_reader(database_url), make_writer(emptied)
        serving = {"max_streams": 4, "public_read": True}
        assert asgi_requests.run(lambda: parts, work, **serving) == [503, 200, 200]


class TestPlaces:
    def test_a_stream_is_refused_at_once_if_all_places_are_taken(
        self, emptied: Engine, database_url: str
    ) -> None:
        async def work(app: FastAPI) -> list[int]:
            async with app.state.streams.opened(None):
                refused = await get(app, LAKES)
            return [refused.status, (await get(app, LAKES)).status]

        parts = make_reader(database_url), make_writer(emptied)
        few = {"max_streams": 1}
        assert asgi_requests.run(lambda: parts, work, **few) == [503, 200]

    def test_a_stream_without_a_place_ends_after_the_time_limit(
        self, emptied: Engine, database_url: str
    ) -> None:
        async def work(app: FastAPI) -> None:
            async with app.state.streams.opened(None) as place:
                place.release()

                async def send(_: Message) -> None:
                    await place.acquire()

                with pytest.raises(CutOffError, match="no place"):
                    await app(Asked("GET", LAKES).scope(), receive_nothing, send)

        parts = make_reader(database_url, timeout=0.5), make_writer(emptied)
        asgi_requests.run(lambda: parts, work, max_streams=1)


class TestChangedCallers:
    @pytest.mark.parametrize("change", [{"role": "reader"}, {"revoked": True}])
    def test_get_no_more_rows_after_losing_their_rights(
        self, emptied: Engine, database_url: str, change: dict[str, Any]
    ) -> None:
        async def work(app: FastAPI) -> bytes:
            body = {"analyst": {"name": "Night desk", "role": "analyst"}}
            asked = Asked("POST", f"{API}/keys", orjson.dumps(body))
            key = (await ask(app, asked)).json
            sent = bytearray()

            def end(write: Write) -> None:
                if change.get("revoked"):
                    revoke_key(write, key["id"])
                else:
                    changed = update(Analyst).where(Analyst.id == key["analyst"]["id"])
                    write.session.execute(changed.values(**change))

            async def send(message: Message) -> None:
                sent.extend(message.get("body", b""))
                if sent and b"Bea" not in sent:
                    await app.state.writer.run(end, Context())

            headers = {"Authorization": f"Bearer {key['key']}"}
            asked = Asked("GET", LAKES, headers=headers)
            with pytest.raises(CutOffError, match="HTTPException"):
                await app(asked.scope(), receive_nothing, send)
            return bytes(sent)

        parts = make_reader(database_url), make_writer(emptied)
        sent = asgi_requests.run(lambda: parts, work)

        assert b"Ann Lake" in sent
        assert b"Bea Lake" not in sent
