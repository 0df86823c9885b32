"""Requests without a client, so that a test controls when each of them continues."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import orjson
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import Message, Receive

from api.app import create_app
from api.settings import Serving
from db.engine.reader import Reader
from db.engine.writer import Writer
from tests.api.bodies import API, Json
from tests.keys import shown

T = TypeVar("T")
HERE = ("127.0.0.1", 50_000)
LOCAL = "http://localhost"  # where the local key works
ELSEWHERE = ("203.0.113.7", 50_000)
SOON = 5.0  # seconds in which anything happens that is to happen at once


@dataclass(frozen=True)
class Answer:
    """The response to a request."""

    status: int
    headers: Headers
    body: bytes

    @property
    def json(self) -> Json:
        found: Json = orjson.loads(self.body)
        return found


@dataclass
class Asked:
    """One request; its client stays, and its body is there, unless a test says else."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    client: tuple[str, int] = HERE
    receive: Receive | None = None
    state: Mapping[str, Any] = field(default_factory=dict)

    def scope(self) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        key = {} if self.method == "GET" else shown()
        given = {"host": "localhost", **key, **self.headers}
        if self.body:
            given.setdefault("content-type", "application/json")
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(k.lower().encode(), v.encode()) for k, v in given.items()],
            "client": self.client,
            "server": ("localhost", 80),
            "state": dict(self.state),
        }


async def ask(app: FastAPI, asked: Asked) -> Answer:
    """Return the answer to one request."""
    sent: list[Message] = []
    rest = [{"type": "http.request", "body": asked.body}]

    async def receive() -> Message:
        if rest:
            return rest.pop()
        await asyncio.Event().wait()  # the client stays
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    await app(asked.scope(), asked.receive or receive, send)
    start, *parts = sent
    body = b"".join(part.get("body", b"") for part in parts)
    return Answer(start["status"], Headers(raw=start["headers"]), body)


async def get(app: FastAPI, path: str, **more: Any) -> Answer:
    return await asyncio.wait_for(ask(app, Asked("GET", path, **more)), SOON)


async def post(app: FastAPI, path: str, body: Any) -> Answer:
    return await ask(app, Asked("POST", path, orjson.dumps(body)))


async def post_tag(app: FastAPI, name: str) -> Answer:
    return await post(app, f"{API}/tags", {"name": name})


def never(started: asyncio.Event) -> Receive:
    """Return a body that never comes; set ``started`` when the server waits for it."""

    async def receive() -> Message:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError

    return receive


@asynccontextmanager
async def running(
    reader: Reader, writer: Writer, **serving: Any
) -> AsyncIterator[FastAPI]:
    """Yield an application that has started, and end it."""
    app = create_app(reader, writer, Serving(**serving))
    async with app.router.lifespan_context(app):
        yield app


def run(
    make: Callable[[], tuple[Reader, Writer]],
    work: Callable[[FastAPI], Coroutine[Any, Any, T]],
    **serving: Any,
) -> T:
    """Return the result of ``work`` on an application that runs meanwhile."""

    async def whole() -> T:
        async with running(*make(), **serving) as app:
            return await work(app)

    return asyncio.run(whole())


async def stalled(app: FastAPI, count: int) -> list["asyncio.Task[Answer]"]:
    """Begin requests whose bodies do not come."""
    found = []
    for _ in range(count):
        started = asyncio.Event()
        headers = {"content-type": "application/json"}
        asked = Asked("POST", f"{API}/tags", headers=headers, receive=never(started))
        found.append(asyncio.create_task(ask(app, asked)))
        await asyncio.wait_for(started.wait(), SOON)
    return found


async def end(*tasks: "asyncio.Task[Any]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
