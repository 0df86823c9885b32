"""The server as `onrecord serve` runs it, in the process of the tests."""

import asyncio
import gc
import json
import logging
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import structlog
from sqlalchemy import Engine
from uvicorn import Config, Server

from api.app import from_environment
from api.server.accept_loop import AcceptLoop
from api.server.uvicorn_protocol import MAX_UNFINISHED, SheddingProtocol
from tests.api.bodies import API, Json
from tests.keys import shown

SOON = 10.0  # seconds
STARTED = 60.0  # seconds, on a busy machine
HOST = b"host: localhost\r\n"
Work = Callable[["Address"], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Address:
    """The address on which the server listens."""

    port: int

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, *lines: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send a request on a connection of its own, and return the response."""
        reader, writer = await self.connect()
        writer.write(b"".join(lines) + b"\r\n")
        found = await response(reader, is_head=lines[0].startswith(b"HEAD"))
        writer.close()
        return found


async def response(
    reader: asyncio.StreamReader, *, is_head: bool = False
) -> tuple[int, dict[str, str], bytes]:
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), SOON)
    first, *lines = head.decode().strip().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    length = 0 if is_head else int(headers.get("content-length", 0))
    return int(first.split()[1]), headers, await reader.readexactly(length)


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: nothing is read here."""


@pytest.fixture
def restored() -> Iterator[None]:
    """Restore the settings that the server changes in its process."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    config, handlers = structlog.get_config(), logging.getLogger().handlers[:]
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*thresholds)
    structlog.configure(**config)
    logging.getLogger().handlers[:] = handlers


@pytest.fixture
def serve(
    emptied: Engine,
    database_url: str,
    restored: None,  # noqa: ARG001 - after the server
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Work], None]:
    """Serve, with room for one request, while a test works with the server."""
    assert emptied
    monkeypatch.setenv("ONRECORD_DATABASE_URL", database_url)
    monkeypatch.setenv("ONRECORD_MAX_REQUESTS", "1")
    config = Config(
        from_environment,
        factory=True,
        http=SheddingProtocol,
        log_config=None,
        server_header=False,
    )

    async def served(work: Work) -> None:
        server = Server(config)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.setblocking(False)
            port = listening.getsockname()[1]
            running = asyncio.create_task(server.serve([listening]))

            async def has_started() -> bool:
                return server.started

            await until(has_started, STARTED)
            try:
                await work(Address(port))
            finally:
                server.should_exit = True
                await running

    def run(work: Work) -> None:
        with asyncio.Runner(loop_factory=AcceptLoop) as runner:
            runner.run(served(work))

    return run


async def stall(address: Address) -> asyncio.StreamWriter:
    """Begin a write whose body does not come, and return its connection."""
    key = f"authorization: {shown()['Authorization']}\r\n".encode()
    _, writer = await address.connect()
    kind = b"content-type: application/json\r\ncontent-length: 9\r\n"
    writer.write(b"POST /api/v1/tags HTTP/1.1\r\n" + HOST + key + kind + b"\r\n")
    await until(lambda: is_full(address))
    return writer


async def is_full(address: Address) -> bool:
    """Return whether the metrics, which are always shown, count a request."""
    _, _, metrics = await address.ask(b"GET /metrics HTTP/1.1\r\n", HOST)
    return b'onrecord_in_flight{kind="requests"} 1.0' in metrics


async def until(
    is_true: Callable[[], Coroutine[Any, Any, bool]], seconds: float = SOON
) -> None:
    async with asyncio.timeout(seconds):
        while not await is_true():  # noqa: ASYNC110 - another task does it
            await asyncio.sleep(0.01)


class TestServer:
    def test_answers_several_requests_on_one_connection(
        self, serve: Callable[[Work], None]
    ) -> None:
        async def work(address: Address) -> None:
            reader, writer = await address.connect()
            for path in (b"/healthz", b"/api/v1/tags", b"/healthz"):
                writer.write(b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n")
                status, headers, _ = await response(reader)
                assert status == 200
                assert "server" not in headers
            writer.close()

        serve(work)


class TestRejection:
    def test_has_the_problem_body_and_headers_of_the_application(
        self, serve: Callable[[Work], None]
    ) -> None:
        async def work(address: Address) -> None:
            stalled = await stall(address)
            get = b"GET /api/v1/tags HTTP/1.1\r\n"

            status, headers, body = await address.ask(get, HOST)
            # With an origin it needs headers that only the application adds.
            _, _, other = await address.ask(get, HOST, b"origin: https://a.example\r\n")

            problem: Json = json.loads(body)
            assert (status, problem["type"]) == (503, "/problems/unavailable")
            assert headers["retry-after"] == "1"
            assert headers["content-type"] == "application/problem+json"
            assert problem["instance"] == f"{API}/tags"
            assert problem["request_id"] == headers["x-request-id"]
            apart = {"request_id": ""}
            assert json.loads(other) | apart == problem | apart
            stalled.close()

        serve(work)

    def test_keeps_the_connection_open_unless_asked_to_close_it(
        self, serve: Callable[[Work], None]
    ) -> None:
        async def work(address: Address) -> None:
            stalled = await stall(address)
            reader, writer = await address.connect()
            head = b"HEAD /api/v1/tags HTTP/1.1\r\n" + HOST

            writer.write(head + b"\r\n")
            kept = await response(reader, is_head=True)
            writer.write(head + b"connection: close\r\n\r\n")
            closed = await response(reader, is_head=True)

            assert (kept[0], closed[0]) == (503, 503)
            assert "connection" not in kept[1]
            assert closed[1]["connection"] == "close"
            assert await asyncio.wait_for(reader.read(), SOON) == b""
            writer.close()
            stalled.close()

        serve(work)

    def test_is_counted_in_metrics_which_are_never_rejected(
        self, serve: Callable[[Work], None]
    ) -> None:
        async def work(address: Address) -> None:
            stalled = await stall(address)
            await address.ask(b"GET /api/v1/tags HTTP/1.1\r\n", HOST)

            status, _, metrics = await address.ask(b"GET /metrics HTTP/1.1\r\n", HOST)

            assert status == 200
            line = 'onrecord_requests_refused_total{reason="requests"}'
            (counted,) = [
                row for row in metrics.decode().splitlines() if row.startswith(line)
            ]
            assert float(counted.split()[-1]) >= 1
            stalled.close()

        serve(work)


class TestUnfinishedHeaders:
    def test_are_refused_beyond_a_megabyte(self, serve: Callable[[Work], None]) -> None:
        async def work(address: Address) -> None:
            reader, writer = await address.connect()
            begun = b"GET /healthz HTTP/1.1\r\n" + HOST + b"x-long: "
            writer.write(begun.ljust(MAX_UNFINISHED + 1, b"x"))

            status, headers, _ = await response(reader)

            assert (status, headers["connection"]) == (431, "close")
            writer.close()

        serve(work)
