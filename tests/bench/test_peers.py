"""The comparison with Datasette works, apart from what has to be installed for it."""

import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from rich.console import Console
from sqlalchemy import make_url

from seeds.generate import generate
from tests.bench.load import client
from tests.bench.options import parse
from tests.bench.peers import WORKLOADS, measure, paths_of, shown
from tests.bench.servers import Server

pytestmark = [pytest.mark.slow, pytest.mark.portable]  # Datasette reads SQLite only


@pytest.fixture
def filled(migrated_url: str) -> str:
    generate(migrated_url, claims=300, seed=1)
    return migrated_url


class InChunks(BaseHTTPRequestHandler):
    """Answers as Datasette does: without a length."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"2\r\n{}\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def answering() -> Iterator[Server]:
    with ThreadingHTTPServer(("127.0.0.1", 0), InChunks) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        process = SimpleNamespace(pid=os.getpid())
        yield Server("datasette", server.server_port, process, log=None)  # type: ignore[arg-type]
        server.shutdown()


def test_asks_both_for_the_same(filled: str) -> None:
    name = Path(str(make_url(filled).database)).stem
    paths = paths_of(filled, name, seed=1)

    assert paths.keys() == WORKLOADS.keys()
    for of in paths.values():
        assert len(of["product"]) == len(of["datasette"]) > 0
    mine, theirs = (urlsplit(paths["W3"][name][0]) for name in paths["W3"])
    assert parse_qs(mine.query)["q"] == parse_qs(theirs.query)["_search"]
    assert theirs.path == f"/{name}/claim_search.json"


def test_measures_in_turns_and_shows_the_ratios(answering: Server) -> None:
    servers = {"product": answering, "datasette": answering}
    options = parse(["--seconds", "0.1", "--rounds", "2"])
    paths = {part: dict.fromkeys(servers, ("/a", "/b")) for part in WORKLOADS}

    cells = measure(servers, paths, options)

    assert [len(cell.rounds) for cell in cells] == [2] * 6
    assert not sum(one.outcome.failures for cell in cells for one in cell.rounds)
    console = Console(width=120, record=True)
    console.print(shown(cells))
    text = console.export_text()
    assert all(title in text for title in WORKLOADS.values())


def test_the_client_waits_for_the_last_chunk(answering: Server) -> None:
    outcome = client.measure(
        answering.port, client.gets(["/"], seed=1), seconds=0.1, connections=1
    )

    assert outcome.requests > 1
    assert outcome.failures == 0
