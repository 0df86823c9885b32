"""CSV of long lists, which is sent while it is read."""

import asyncio
import csv
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, update
from starlette.types import Message

from api.http import streams
from api.pages import csv_lists
from api.settings import MAX_LOOKUPS
from db.commands.keys import revoke_key
from db.engine.reader import make_reader
from db.engine.session import Context, Write
from db.engine.writer import make_writer
from db.errors import TooLongError
from db.models import Analyst
from tests.api import asgi_requests
from tests.api.asgi_requests import Asked, ask, get
from tests.api.bodies import API
from tests.api.conftest import Make

NAMES = ["Ann Lake", "Bea Lake", "Cid Lake"]
LAKES = "/sources.csv?q=lake&sort=recorded"


@pytest.fixture(autouse=True)
def lakes(make_source: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three sources, which are read one at a time."""
    monkeypatch.setattr(csv_lists, "READ", 1)
    for name in NAMES:
        make_source(name=name, kind="person")


class TestLongCsv:
    def test_has_all_rows_and_one_line_of_names(self, client: TestClient) -> None:
        answer = client.get(LAKES)

        assert [
            row["name"] for row in csv.DictReader(answer.text.splitlines())
        ] == NAMES
        assert answer.text.count("created_at") == 1
        assert "etag" not in answer.headers
        assert "sources.csv" in answer.headers["content-disposition"]

    def test_is_cut_off_if_something_fails(
        self, client: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_: object) -> None:
            raise TooLongError(1.0)

        monkeypatch.setattr(csv_lists, "get_next_reading", fail)

        with pytest.raises(RuntimeError, match="response already started"):
            client.get(LAKES)

    def test_is_refused_before_its_first_byte_if_there_are_many(
        self, client: TestClient
    ) -> None:
        app: Any = client.app
        limit = app.state.streams

        for _ in range(limit.limit):
            limit.__enter__()
        refused = client.get(LAKES)
        for _ in range(limit.limit):
            limit.__exit__(None, None, None)

        assert refused.status_code == 503
        assert "Too many streams are in flight" in refused.text
        assert client.get(LAKES).status_code == 200


async def receive_nothing() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


async def sent_nowhere(app: FastAPI, begun: asyncio.Event) -> None:
    """Request a long list without receiving it; report when it is sent."""

    async def send(_: Message) -> None:
        begun.set()
        await asyncio.Event().wait()

    await app(Asked("GET", LAKES).scope(), receive_nothing, send)


class TestClientsThatTakeNothing:
    def test_are_cut_off(
        self,
        emptied: Engine,
        database_url: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(streams, "STALLED", 0.05)

        async def work(app: FastAPI) -> int:
            with pytest.raises(TimeoutError):
                await sent_nowhere(app, asyncio.Event())
            return int(app.state.streams.in_flight)

        parts = make_reader(database_url), make_writer(emptied)
        assert asgi_requests.run(lambda: parts, work) == 0

    def test_keep_no_other_request_waiting(
        self, emptied: Engine, database_url: str
    ) -> None:
        async def work(app: FastAPI) -> int:
            begun = [asyncio.Event() for _ in range(MAX_LOOKUPS)]
            waiting = [asyncio.create_task(sent_nowhere(app, one)) for one in begun]
            await asyncio.gather(*(one.wait() for one in begun))
            status = (await get(app, f"{API}/tags")).status
            await asgi_requests.end(*waiting)
            return status

        parts = make_reader(database_url), make_writer(emptied)
        many = {"max_streams": MAX_LOOKUPS}
        assert asgi_requests.run(lambda: parts, work, **many) == 200


class TestCallersThatChange:
    @pytest.mark.parametrize("change", [{"role": "reader"}, {"revoked": True}])
    def test_get_no_more_rows(
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
            with pytest.raises(RuntimeError, match="response already started"):
                await app(asked.scope(), receive_nothing, send)
            return bytes(sent)

        parts = make_reader(database_url), make_writer(emptied)
        sent = asgi_requests.run(lambda: parts, work)

        assert b"Ann Lake" in sent
        assert b"Bea Lake" not in sent
