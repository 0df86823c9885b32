"""Keys that end while a request waits: it writes nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, func, select, update
from starlette.types import Message, Receive

from db.commands.keys import revoke_key
from db.engine.reader import Reader, make_reader
from db.engine.session import Context, Write
from db.engine.writer import Writer, make_writer
from db.models import Analyst, ApiKey, Change, Idempotency, Tag
from db.values.viewer import Role
from tests.api.asgi_requests import SOON, Answer, Asked, ask, run
from tests.api.bodies import API, claim_in, said_by
from tests.keys import shown

pytestmark = pytest.mark.every_case

Parts = Callable[[], tuple[Reader, Writer]]
Meanwhile = Callable[[], Awaitable[None]]
TAG = {"name": "rain"}
CLAIM = claim_in(1, said_by(1))
BATCH = {"mode": "each", "claims": [CLAIM]}


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: these tests count the writes of a request."""


@pytest.fixture
def parts(emptied: Engine, database_url: str) -> Parts:
    """The real reader and writer."""
    return lambda: (
        make_reader(database_url, connections=2),
        make_writer(emptied, connections=1),
    )


def late(body: bytes, begun: asyncio.Event, arrives: asyncio.Event) -> Receive:
    """Return a body that comes when ``arrives`` is set."""

    async def receive() -> Message:
        begun.set()
        await arrives.wait()
        return {"type": "http.request", "body": body}

    return receive


async def sent_late(
    app: FastAPI,
    asked: tuple[str, Any],
    headers: Mapping[str, str],
    meanwhile: Meanwhile,
) -> Answer:
    """Return the answer to a POST whose body comes after ``meanwhile``."""
    begun, arrives = asyncio.Event(), asyncio.Event()
    path, body = asked
    given = {"content-type": "application/json", **headers}
    receive = late(orjson.dumps(body), begun, arrives)
    running = asyncio.create_task(
        ask(app, Asked("POST", API + path, headers=given, receive=receive))
    )
    await asyncio.wait_for(begun.wait(), SOON)
    await meanwhile()
    arrives.set()
    return await asyncio.wait_for(running, SOON)


def bearer(key: Mapping[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {key['key']}"}


async def after_revoking(app: FastAPI, key: int, asked: Asked) -> Answer:
    """Return the answer to a request that waits for a write, which revokes its key."""
    begun, ends = Event(), Event()

    def work(write: Write) -> None:
        begun.set()
        ends.wait(SOON)
        revoke_key(write, key)

    revoking = asyncio.create_task(app.state.writer.run(work, Context()))
    await asyncio.to_thread(begun.wait, SOON)
    waiting = asyncio.create_task(ask(app, asked))
    async with asyncio.timeout(SOON):
        while not app.state.writes.in_flight:  # noqa: ASYNC110 - it sets no event
            await asyncio.sleep(0.01)
    ends.set()
    await revoking
    return await asyncio.wait_for(waiting, SOON)


async def make(app: FastAPI, method: str, path: str, body: Any) -> Any:
    answer = await ask(app, Asked(method, API + path, orjson.dumps(body)))
    assert answer.status == 201, answer.body
    return answer.json


async def make_key(app: FastAPI, role: Role) -> Any:
    body = {"analyst": {"name": "Night desk", "role": role}}
    return await make(app, "POST", "/keys", body)


def written(engine: Engine) -> list[int]:
    """Return how many tags, audit entries of tags and kept responses there are."""
    of_tags = select(func.count()).where(Change.resource == "tag")
    counts = [select(func.count(Tag.id)), of_tags, select(func.count(Idempotency.id))]
    with engine.connect() as connection:
        return [connection.scalar(count) or 0 for count in counts]


async def revoke(app: FastAPI, key: int) -> None:
    answer = await ask(app, Asked("DELETE", f"{API}/keys/{key}"))
    assert answer.status == 204


def expire(engine: Engine, key: int) -> None:
    now = datetime.now(UTC)
    change = update(ApiKey).where(ApiKey.id == key)
    times = {"created_at": now - timedelta(days=2), "expires_at": now}
    with engine.begin() as connection:
        connection.execute(change.values(**times))


def give(engine: Engine, analyst: int, role: Role) -> None:
    change = update(Analyst).where(Analyst.id == analyst)
    with engine.begin() as connection:
        connection.execute(change.values(role=role))


class TestWriteWhoseKeyEnds:
    @pytest.mark.parametrize("keyed", [{}, {"idempotency-key": "k"}])
    @pytest.mark.parametrize(
        ("path", "body"),
        [("/tags", TAG), ("/claims", CLAIM), ("/claims/batch", BATCH)],
    )
    @pytest.mark.parametrize("how", ["revoked", "expired"])
    def test_writes_nothing(
        self,
        parts: Parts,
        emptied: Engine,
        how: str,
        path: str,
        body: Any,
        keyed: Mapping[str, str],
    ) -> None:
        async def work(app: FastAPI) -> Answer:
            key = await make_key(app, "analyst")

            async def end() -> None:
                if how == "revoked":
                    await revoke(app, key["id"])
                else:
                    expire(emptied, key["id"])

            return await sent_late(app, (path, body), bearer(key) | keyed, end)

        answer = run(parts, work)

        assert answer.status == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "unknown, revoked or expired" in answer.json["detail"]
        assert written(emptied) == [0, 0, 0]

    def test_does_not_return_the_stored_response(
        self, parts: Parts, emptied: Engine
    ) -> None:
        async def work(app: FastAPI) -> list[Answer]:
            key = await make_key(app, "analyst")
            keyed = bearer(key) | {"idempotency-key": "k"}
            first = await ask(
                app, Asked("POST", f"{API}/tags", orjson.dumps(TAG), headers=keyed)
            )

            async def end() -> None:
                await revoke(app, key["id"])

            return [first, await sent_late(app, ("/tags", TAG), keyed, end)]

        first, again = run(parts, work)

        assert (first.status, again.status) == (201, 401)
        assert written(emptied) == [1, 1, 1]

    def test_does_not_affect_a_write_with_another_key(
        self, parts: Parts, emptied: Engine
    ) -> None:
        async def work(app: FastAPI) -> Answer:
            key = await make_key(app, "analyst")

            async def end() -> None:
                await revoke(app, key["id"])

            return await sent_late(app, ("/tags", TAG), shown("analyst"), end)

        assert run(parts, work).status == 201
        assert written(emptied) == [1, 1, 0]


class TestRequestThatWaitsForTheWriter:
    def test_writes_nothing(self, parts: Parts, emptied: Engine) -> None:
        async def work(app: FastAPI) -> Answer:
            key = await make_key(app, "analyst")
            body = orjson.dumps(TAG)
            tag = Asked("POST", f"{API}/tags", body, headers=bearer(key))
            return await after_revoking(app, key["id"], tag)

        assert run(parts, work).status == 401
        assert written(emptied) == [0, 0, 0]

    def test_returns_401_for_an_identity_if_its_key_was_revoked(
        self, parts: Parts
    ) -> None:
        async def work(app: FastAPI) -> Answer:
            key = await make_key(app, "editor")
            one, other = [
                (await make(app, "POST", "/sources", {"name": name, "kind": "person"}))
                for name in ("Ann", "Bob")
            ]
            path = f"/sources/{one['id']}/identities"
            judged = f"{path}/{other['id']}?reason=why"
            await make(app, "PUT", judged, {"judgement": "same"})
            asked = Asked("GET", API + path, headers=bearer(key))
            return await after_revoking(app, key["id"], asked)

        assert run(parts, work).status == 401


class TestWriteWhoseRoleChanges:
    @pytest.mark.parametrize(
        ("before", "after", "status", "said"),
        [
            ("analyst", "reader", 403, "Requires the analyst role"),
            ("editor", "reader", 403, "Requires the analyst role"),
            ("editor", "analyst", 401, "has changed: send the request again"),
            ("analyst", "editor", 201, None),
        ],
    )
    def test_is_refused_if_the_new_role_has_fewer_rights(
        self,
        parts: Parts,
        emptied: Engine,
        before: Role,
        after: Role,
        status: int,
        said: str | None,
    ) -> None:
        async def work(app: FastAPI) -> list[Answer]:
            key = await make_key(app, before)

            async def change() -> None:
                give(emptied, key["analyst_id"], after)

            late = await sent_late(app, ("/tags", TAG), bearer(key), change)
            again = Asked("GET", f"{API}/me", headers=bearer(key))
            return [late, await ask(app, again)]

        answer, me = run(parts, work)

        assert answer.status == status
        assert me.json["role"] == after
        assert written(emptied) == ([1, 1, 0] if status == 201 else [0, 0, 0])
        if said:
            assert said in answer.json["detail"]

    def test_creates_no_key_if_the_admin_became_an_editor(
        self, parts: Parts, emptied: Engine
    ) -> None:
        async def work(app: FastAPI) -> Answer:
            key = await make_key(app, "admin")

            async def change() -> None:
                give(emptied, key["analyst_id"], "editor")

            body = {"analyst_id": key["analyst_id"]}
            return await sent_late(app, ("/keys", body), bearer(key), change)

        answer = run(parts, work)

        assert answer.status == 403
        assert "Requires the admin role" in answer.json["detail"]
