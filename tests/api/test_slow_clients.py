"""Clients that do not receive their responses, of a real server with real sockets."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from uvicorn import Config, Server

from api.app import create_app
from api.server.middleware.load_shedding import EARLY_SHEDDING
from api.server.unsent_responses import UnsentResponses
from api.server.uvicorn_protocol import SheddingProtocol
from db.engine.reader import make_reader
from db.engine.session import make_session_factory, write_transaction
from db.engine.writer import make_writer
from tests.api.log_checks import Log
from tests.db.rows import ID, insert

STALLED = 1.0  # seconds between two checks of a client
SOON = 10.0  # seconds that an immediate reaction may take
SMALL = 4096  # bytes that the operating system keeps for each end of a connection
LARGE = 1_000_000
SOURCES = 2100  # more than two portions of a list


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: the sources of a list are many enough."""


@pytest.fixture
def served(emptied: Engine, database_url: str) -> Iterator[tuple[FastAPI, Server, int]]:
    """Yield an application, its server, which checks clients often, and its port."""
    with write_transaction(make_session_factory(emptied)) as write:
        insert(write, "source", *({"id": ID + number} for number in range(SOURCES)))
    app = create_app(make_reader(database_url, connections=2), make_writer(emptied))
    loop = "api.server.accept_loop:AcceptLoop"
    options: Any = {"loop": loop, "log_config": None, "timeout_graceful_shutdown": 1}
    server = Server(Config(app, http=SheddingProtocol, **options))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        wait_until(lambda: server.started)
        state: Any = server.lifespan.state
        unsent = UnsentResponses(stalled=STALLED)
        state[EARLY_SHEDDING] = replace(state[EARLY_SHEDDING], unsent=unsent)
        yield app, server, listening.getsockname()[1]
        server.should_exit = True
        thread.join()


@contextmanager
def asking(port: int, path: str, *, kept: int = SMALL) -> Iterator[socket.socket]:
    """Send a request on a connection that keeps so much of its response."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, kept)
        client.settimeout(SOON)
        client.connect(("127.0.0.1", port))
        head = f"GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
        client.sendall(head.encode())
        yield client


def received(client: socket.socket, *, pause: float = 0) -> bytes:
    """Return everything until the connection ends, received in parts."""
    found = bytearray()
    while part := client.recv(100_000):
        found += part
        sleep(pause)
    return bytes(found)


def wait_until(is_so: Any) -> None:
    until = monotonic() + SOON
    while not is_so():
        assert monotonic() < until
        sleep(0.01)


class TestSlowClients:
    @pytest.mark.parametrize("path", ["/sources.csv", "/api/v1/sources?limit=1000"])
    def test_that_receive_nothing_are_disconnected(
        self, served: tuple[FastAPI, Server, int], path: str, log: Log
    ) -> None:
        app, server, port = served

        with asking(port, path) as client:
            wait_until(lambda: server.server_state.connections)
            with asking(port, "/healthz") as other:
                assert b"200 OK" in received(other)
            wait_until(lambda: not server.server_state.connections)
            found = received(client)

        with asking(port, path, kept=LARGE) as client:
            whole = received(client)
        assert 0 < len(found) < len(whole)
        wait_until(lambda: app.state.requests.in_flight == 0)
        assert {line["event"] for line in log.lines()} <= {"request"}

    def test_that_receive_slowly_get_the_whole_response(
        self, served: tuple[FastAPI, Server, int]
    ) -> None:
        _, _, port = served

        with asking(port, "/sources.csv") as client:
            sleep(STALLED / 2)
            slowly = received(client, pause=0.02)
        with asking(port, "/sources.csv", kept=LARGE) as client:
            at_once = received(client)

        assert slowly.count(b"\r\n") >= SOURCES
        assert sorted(slowly.split(b"\r\n")[-SOURCES:]) == sorted(
            at_once.split(b"\r\n")[-SOURCES:]
        )
