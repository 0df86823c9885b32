"""Requests that a server must not read, over real connections."""

import json
import shutil
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.api.cli.running import PATIENCE, Onrecord, Server

PATH = b"/api/v1/tags"
TAGS = "/api/v1/tags?limit=1000"
LOCAL = b"Host: localhost\r\n"
TWICE_ENCODED = b"Transfer-Encoding: gzip, chunked\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def keyed(
    shipped: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, bytes]]:
    """A server, and the header with a key for it."""
    folder = tmp_path_factory.mktemp("malformed")
    shutil.copy(shipped, folder / "onrecord.db")
    onrecord = Onrecord(f"sqlite:///{folder}/onrecord.db")
    key = onrecord.json("key", "create")["key"]
    with onrecord.forked(cwd=folder) as server:
        server.get("/healthz")
        yield server, b"Authorization: Bearer " + key.encode() + b"\r\n"


def exchange(server: Server, *parts: bytes) -> bytes:
    """Send ``parts``, and return everything until the server closes the connection."""
    address = ("127.0.0.1", int(server.root.rpartition(":")[2]))
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        for part in parts:
            connection.sendall(part)
        found = b""
        while received := connection.recv(65_536):
            found += received
    return found


def get(headers: bytes, version: bytes = b"HTTP/1.1") -> bytes:
    line = b"GET " + PATH + b" " + version + b"\r\n"
    return line + headers + b"Connection: close\r\n\r\n"


def post(headers: bytes, body: bytes) -> bytes:
    line = b"POST " + PATH + b" HTTP/1.1\r\nContent-Type: application/json\r\n"
    return line + headers + b"Connection: close\r\n\r\n" + body


def chunk(name: str) -> bytes:
    body = json.dumps({"name": name}).encode()
    return b"%x\r\n%b\r\n" % (len(body), body)


def names(server: Server) -> set[str]:
    return {tag["name"] for tag in json.loads(server.get(TAGS))["data"]}


class TestMalformedRequest:
    @pytest.mark.parametrize(
        ("request_", "status"),
        [
            (get(LOCAL), b"200"),
            (get(b""), b"400"),
            (get(LOCAL + LOCAL), b"400"),
            (get(b"Host: a\r\n" + LOCAL), b"400"),
            (b"GET " + PATH + b"\r\n\r\n", b"400"),
            (get(LOCAL, b"HTTP/1.2"), b"400"),
            (get(LOCAL, b"HTTP/3.0"), b"400"),
            (
                get(LOCAL + b"Transfer-Encoding: gzip, chunked\r\n") + b"0\r\n\r\n",
                b"501",
            ),
            (get(LOCAL + b"Transfer-Encoding: gzip\r\n"), b"400"),
            (get(LOCAL + CHUNKED + b"Content-Length: 3\r\n") + b"0\r\n\r\n", b"400"),
        ],
    )
    def test_a_request_returns_the_expected_status(
        self, keyed: tuple[Server, bytes], request_: bytes, status: bytes
    ) -> None:
        server, _ = keyed

        answer = exchange(server, request_)

        assert answer.startswith(b"HTTP/1.1 " + status)

    @pytest.mark.parametrize("pieces", [1, 2])
    @pytest.mark.parametrize(
        "trailer", [b"X-Forwarded-For: 127.0.0.1\r\n", b"X-Checksum: 1\r\n", b""]
    )
    def test_trailers_are_refused_and_nothing_is_written(
        self, keyed: tuple[Server, bytes], trailer: bytes, pieces: int
    ) -> None:
        server, key = keyed
        name = f"trailer {trailer!r} {pieces}"
        head = post(LOCAL + CHUNKED + key, chunk(name))
        rest = b"0\r\n" + trailer + b"\r\n"
        parts = [head + rest] if pieces == 1 else [head, rest]

        answer = exchange(server, *parts)

        assert answer.startswith(b"HTTP/1.1 " + (b"400" if trailer else b"201"))
        assert (name in names(server)) == (not trailer)

    def test_a_key_in_a_trailer_is_ignored(self, keyed: tuple[Server, bytes]) -> None:
        server, key = keyed

        body = chunk("late") + b"0\r\n" + key + b"\r\n"

        answer = exchange(server, post(LOCAL + CHUNKED, body))

        assert answer.startswith(b"HTTP/1.1 400")
        assert "late" not in names(server)


class TestLargeRequests:
    def test_endless_headers_are_refused(self, keyed: tuple[Server, bytes]) -> None:
        server, _ = keyed
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.settimeout(PATIENCE)
            connection.sendall(b"GET /healthz HTTP/1.1\r\nX-Endless: ")
            with suppress(OSError):
                for _ in range(64):
                    connection.sendall(b"x" * 64 * 1024)
            answer = b""
            with suppress(ConnectionResetError):
                answer = connection.recv(1024)

        assert answer.startswith(b"HTTP/1.1 431 ") or answer == b""
        assert server.get("/healthz") == '{"status":"ok"}'

    def test_large_bodies_are_read_in_turn_on_one_connection(
        self, keyed: tuple[Server, bytes]
    ) -> None:
        server, key = keyed
        body = b'{"name": ""}' + b" " * (2 * 1024 * 1024 - 12)
        name, _, value = key.decode().strip().partition(": ")
        headers, found = {"content-type": "application/json", name: value}, []

        connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        for _ in range(3):
            connection.request("POST", "/api/v1/tags", body, headers)
            answer = connection.getresponse()
            answer.read()
            found.append(answer.status)
        connection.close()

        assert found == [422] * 3


class TestUpgrade:
    def test_is_ignored_without_a_warning_in_the_log(self, onrecord: Onrecord) -> None:
        line = b"GET /healthz HTTP/1.1\r\n" + LOCAL + b"Connection: Upgrade\r\n"
        with onrecord.forked() as server:
            server.get("/healthz")

            answers = [
                exchange(server, line + b"Upgrade: " + protocol + b"\r\n\r\n")
                for protocol in (b"websocket", b"h2c")
            ]
            log = server.end().log

        for answer in answers:
            assert answer.startswith(b"HTTP/1.1 200")
            assert b"connection: close" in answer
        assert {event["event"] for event in log} == {"request"}


class TestUnfinishedRequest:
    def test_an_unfinished_request_is_answered_with_408(
        self, keyed: tuple[Server, bytes]
    ) -> None:
        server, _ = keyed
        unfinished = (b"", b"GET /healthz HTTP/1.1\r\nHost: local")

        with ThreadPoolExecutor() as pool:
            answers = list(pool.map(partial(exchange, server), unfinished))

        for answer in answers:
            assert answer.startswith(b"HTTP/1.1 408")
            assert b"connection: close" in answer
