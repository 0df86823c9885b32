"""Too many requests for one server, over real connections."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.api.cli.running import PATIENCE, Onrecord, Server

TAGS = "/api/v1/tags"
NUMBERED = {"x-request-id", "date"}  # different in every answer
OF_ANOTHER_SITE = {"origin": "https://example.org"}  # which the application refuses

pytestmark = pytest.mark.slow


class Refusal(NamedTuple):
    """What a client gets."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def server(onrecord: Onrecord, folder: Path) -> Iterator[Server]:
    """A server that works on one request at a time."""
    (folder / "onrecord.env").write_text("ONRECORD_MAX_REQUESTS=1\n")
    with onrecord.serving() as server:
        server.get("/healthz")
        yield server


@contextmanager
def held(server: Server, key: str) -> Iterator[socket.socket]:
    """Hold the only place there is, with a body that does not come."""
    head = (
        f"POST {TAGS} HTTP/1.1\r\nhost: tests\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {key}\r\ncontent-length: 16\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head.encode())
        until = time.monotonic() + PATIENCE
        while 'in_flight{kind="requests"} 1.0' not in server.get("/metrics"):
            assert time.monotonic() < until
            time.sleep(0.01)
        yield connection


@contextmanager
def connected(server: Server) -> Iterator[HTTPConnection]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    yield connection
    connection.close()


def ask(connection: HTTPConnection, method: str = "GET", **headers: str) -> Refusal:
    connection.request(method, TAGS, headers=headers)
    answer = connection.getresponse()
    named = {name.lower(): value for name, value in answer.getheaders()}
    return Refusal(answer.status, named, answer.read())


def told(refusal: Refusal) -> Any:
    """Return what a refusal says, without what numbers it."""
    body = json.loads(refusal.body)
    assert body.pop("request_id") == refusal.headers["x-request-id"]
    headers = {k: v for k, v in refusal.headers.items() if k not in NUMBERED}
    return refusal.status, headers, body


class TestACrowd:
    @pytest.fixture
    def key(self, onrecord: Onrecord) -> str:
        key: str = onrecord.json("key", "create")["key"]
        return key

    def test_is_refused_as_the_application_would(
        self, server: Server, key: str
    ) -> None:
        with held(server, key), connected(server) as connection:
            early = [ask(connection), ask(connection, "POST")]
            late = ask(connection, **OF_ANOTHER_SITE)

        assert [one.status for one in early] == [503, 503]
        assert told(early[0]) == told(early[1]) == told(late)
        assert early[0].headers["retry-after"] == "1"
        assert early[0].headers["x-request-id"] != early[1].headers["x-request-id"]

    def test_finds_room_again_on_the_same_connection(
        self, server: Server, key: str
    ) -> None:
        with connected(server) as connection:
            with held(server, key) as other:
                refused = ask(connection)
                other.sendall(b'{"name": "rain"}')
                assert other.recv(1024).startswith(b"HTTP/1.1 201 ")
            found = ask(connection)

        assert (refused.status, found.status) == (503, 200)

    def test_gets_no_body_it_did_not_ask_for(self, server: Server, key: str) -> None:
        with held(server, key), connected(server) as connection:
            refused = [ask(connection, "HEAD") for _ in range(2)]

        assert [(one.status, one.body) for one in refused] == [(503, b"")] * 2
        assert int(refused[0].headers["content-length"]) > 0

    def test_is_hung_up_on_if_it_wants_that(self, server: Server, key: str) -> None:
        request = f"GET {TAGS} HTTP/1.1\r\nhost: tests\r\nconnection: close\r\n\r\n"
        address = ("127.0.0.1", server.port)
        with held(server, key), socket.create_connection(address) as connection:
            connection.settimeout(PATIENCE)
            connection.sendall(request.encode())
            answer = b"".join(iter(lambda: connection.recv(1024), b""))

        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"connection: close" in answer.lower()

    def test_is_answered_one_after_the_other(self, server: Server, key: str) -> None:
        request = f"GET {TAGS} HTTP/1.1\r\nhost: tests\r\n\r\n".encode()
        last = request.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
        address = ("127.0.0.1", server.port)
        with held(server, key), socket.create_connection(address) as connection:
            connection.settimeout(PATIENCE)
            connection.sendall(request * 2 + last)
            answer = b"".join(iter(lambda: connection.recv(1024), b""))

        assert answer.count(b"HTTP/1.1 503 ") == 3

    def test_is_counted(self, server: Server, key: str) -> None:
        with held(server, key), connected(server) as connection:
            for _ in range(3):
                ask(connection)
            counts = server.get("/metrics")

        assert 'onrecord_requests_refused_total{reason="requests"} 3.0' in counts
        answered = 'onrecord_requests_total{method="GET",route="other",status="5xx"}'
        assert f"{answered} 3.0" in counts
