"""Overload of one server, over real connections."""

import json
import re
import shutil
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
    """The response that a client gets."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def crowded(
    shipped: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, str]]:
    """A server that works on one request at a time, and a key for it.

    One for all tests: no test changes it, except its metrics.
    """
    folder = tmp_path_factory.mktemp("crowded")
    shutil.copy(shipped, folder / "onrecord.db")
    (folder / "onrecord.env").write_text("ONRECORD_MAX_REQUESTS=1\n")
    onrecord = Onrecord(f"sqlite:///{folder}/onrecord.db")
    key = onrecord.json("key", "create")["key"]
    with onrecord.forked(cwd=folder) as server:
        server.get("/healthz")
        yield server, key


@pytest.fixture
def server(crowded: tuple[Server, str]) -> Server:
    """The server, as soon as no request of an earlier test is in flight."""
    server, _ = crowded
    wait_until_in_flight(server, 0)
    return server


@pytest.fixture
def key(crowded: tuple[Server, str]) -> str:
    return crowded[1]


@contextmanager
def held(server: Server, key: str) -> Iterator[socket.socket]:
    """Hold the only place there is, with a body that does not come."""
    head = (
        f"POST {TAGS} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {key}\r\ncontent-length: 16\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head.encode())
        wait_until_in_flight(server, 1)
        yield connection


def wait_until_in_flight(server: Server, number: int) -> None:
    until = time.monotonic() + PATIENCE
    while count(server, 'onrecord_in_flight{kind="requests"}') != number:
        assert time.monotonic() < until
        time.sleep(0.01)


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
    """Return the text of an error without its numbers."""
    body = json.loads(refusal.body)
    assert body.pop("request_id") == refusal.headers["x-request-id"]
    headers = {k: v for k, v in refusal.headers.items() if k not in NUMBERED}
    return refusal.status, headers, body


class TestExcessRequest:
    def test_is_refused_with_the_problem_of_the_application(
        self, server: Server, key: str
    ) -> None:
        with held(server, key), connected(server) as connection:
            early = [ask(connection), ask(connection, "POST")]
            late = ask(connection, **OF_ANOTHER_SITE)

        assert [one.status for one in early] == [503, 503]
        assert told(early[0]) == told(early[1]) == told(late)
        assert early[0].headers["retry-after"] == "1"
        assert early[0].headers["x-request-id"] != early[1].headers["x-request-id"]

    def test_is_answered_later_on_the_same_connection(
        self, server: Server, key: str
    ) -> None:
        with connected(server) as connection:
            with held(server, key) as other:
                refused = ask(connection)
                other.sendall(b'{"name": "rain"}')
                assert other.recv(1024).startswith(b"HTTP/1.1 201 ")
            found = ask(connection)

        assert (refused.status, found.status) == (503, 200)

    def test_head_requests_are_refused_without_a_body(
        self, server: Server, key: str
    ) -> None:
        with held(server, key), connected(server) as connection:
            refused = [ask(connection, "HEAD") for _ in range(2)]

        assert [(one.status, one.body) for one in refused] == [(503, b"")] * 2
        assert int(refused[0].headers["content-length"]) > 0

    def test_the_connection_is_closed_if_requested(
        self, server: Server, key: str
    ) -> None:
        request = f"GET {TAGS} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
        address = ("127.0.0.1", server.port)
        with held(server, key), socket.create_connection(address) as connection:
            connection.settimeout(PATIENCE)
            connection.sendall(request.encode())
            answer = b"".join(iter(lambda: connection.recv(1024), b""))

        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"connection: close" in answer.lower()

    def test_pipelined_requests_are_each_refused(
        self, server: Server, key: str
    ) -> None:
        request = f"GET {TAGS} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode()
        last = request.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
        address = ("127.0.0.1", server.port)
        with held(server, key), socket.create_connection(address) as connection:
            connection.settimeout(PATIENCE)
            connection.sendall(request * 2 + last)
            answer = b"".join(iter(lambda: connection.recv(1024), b""))

        assert answer.count(b"HTTP/1.1 503 ") == 3

    def test_refused_requests_are_counted(self, server: Server, key: str) -> None:
        names = (
            'onrecord_requests_refused_total{reason="requests"}',
            'onrecord_requests_total{method="GET",route="other",status="5xx"}',
        )
        before = [count(server, name) for name in names]

        with held(server, key), connected(server) as connection:
            for _ in range(3):
                ask(connection)
            after = [count(server, name) for name in names]

        assert after == [number + 3 for number in before]


def count(server: Server, name: str) -> float:
    """Return a count of the server's metrics, zero if it has none of that name."""
    found = re.search(
        rf"^{re.escape(name)} (.+)$", server.get("/metrics"), re.MULTILINE
    )
    return float(found[1]) if found else 0.0
