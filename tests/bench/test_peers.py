"""The comparison with peers, except for the programs that it requires."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from rich.console import Console
from sqlalchemy import make_url

from seeds.generate import generate
from tests.bench.load import client
from tests.bench.options import parse
from tests.bench.peers import datasette, postgraphile
from tests.bench.peers.questions import measure, reading, shown
from tests.bench.servers import Server
from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.portable]  # requests are alike


@pytest.fixture
def filled(migrated_url: str) -> str:
    generate(migrated_url, claims=300, seed=1)
    return migrated_url


def path_of(request: bytes) -> str:
    """Return the path of a request."""
    return request.split()[1].decode()


def body_of(request: bytes) -> Any:
    """Return the JSON of a request."""
    return json.loads(request.partition(b"\r\n\r\n")[2])


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


def test_asks_datasette_the_same_question(filled: str) -> None:
    name = Path(str(make_url(filled).database)).stem

    questions = datasette.questions(filled, seed=1)

    asked = questions["50 claims that have two words"]
    mine, theirs = (urlsplit(path_of(next(requests(1)))) for requests in asked)
    assert parse_qs(mine.query)["q"] == parse_qs(theirs.query)["_search"]
    assert theirs.path == f"/{name}/claim_search.json"


def test_asks_postgraphile_the_same_questions(filled: str) -> None:
    questions = postgraphile.questions(filled, seed=1)

    mine, theirs = (
        next(requests(1)) for requests in questions["newest 50 claims of a source"]
    )
    assert path_of(mine).split("/")[-2] == body_of(theirs)["variables"]["source"]
    mine, theirs = (next(requests(1)) for requests in questions["the row of a claim"])
    assert urlsplit(path_of(mine)).path.endswith(body_of(theirs)["variables"]["id"])
    assert {"text", "act"} <= set(
        parse_qs(urlsplit(path_of(mine)).query)["fields"][0].split(",")
    )


def test_inserts_into_postgraphile_have_distinct_keys(filled: str) -> None:
    _, requests = postgraphile.questions(filled, seed=1)["a claim, or two inserts"]

    one, other = (body_of(request)["variables"] for request in islice(requests(1), 2))

    assert one["claim"]["contentKey"] != other["claim"]["contentKey"]
    assert one["attribution"]["claimId"] == one["claim"]["rowId"]
    assert one["claim"]["rowId"] != other["claim"]["rowId"]


def test_measures_in_turns_and_shows_the_ratios(answering: Server) -> None:
    options = parse(["--tiny", "--seconds", "0.1"])
    titles = ("one claim", "fifty claims")
    asked = {title: (reading(("/a", "/b")), reading(("/a",))) for title in titles}

    cells = measure([answering, answering], asked, options)

    assert [len(cell.rounds) for cell in cells] == [2] * 4
    assert not sum(one.outcome.failures for cell in cells for one in cell.rounds)
    console = Console(width=120, record=True)
    console.print(shown("The product and another", cells))
    text = console.export_text()
    assert all(title in text for title in titles)


def test_reports_missing_programs() -> None:
    command = [sys.executable, "-m", "tests.bench.peers", "--database", "postgresql"]

    done = subprocess.run(
        command, cwd=ROOT, env={"PATH": ""}, capture_output=True, check=True, text=True
    )

    wanted = "PostGraphile is not measured: it needs node and npm."
    assert " ".join(done.stdout.split()) == wanted


def test_the_client_waits_for_the_last_chunk(answering: Server) -> None:
    outcome = client.measure(
        answering.port, client.gets(["/"], seed=1), seconds=0.1, connections=1
    )

    assert outcome.requests > 1
    assert outcome.failures == 0
