"""The three programs, each in a server process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from tests.bench.machine import ROOT
from tests.keys import shown

CONTENDERS = {
    "product": "api.app:from_environment",
    "limit": "tests.bench.limit:from_environment",
    "naive": "tests.bench.naive:from_environment",
}
APPLICATIONS = {**CONTENDERS, "unsearched": "tests.bench.unsearched:from_environment"}
START, STOP = 60, 10  # seconds that either may take


@dataclass(frozen=True)
class Answer:
    """A response of a server."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Server:
    """One running server."""

    contender: str
    port: int
    process: subprocess.Popen[bytes]
    log: IO[bytes]

    def ask(self, path: str, body: bytes | None = None) -> Answer:
        """GET a path, or POST JSON to it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            method = "GET" if body is None else "POST"
            json = {"Content-Type": "application/json", **shown()}
            headers = {} if body is None else json
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read())
        finally:
            connection.close()

    def said(self) -> str:
        """Return whether it has ended, and the last that it wrote."""
        status = self.process.poll()
        state = "is up" if status is None else f"ended with status {status}"
        return f"{self.contender} {state}\n{_end_of(self.log)}"


@contextmanager
def serve(database_url: str) -> Iterator[dict[str, Server]]:
    """Start all contenders, one process each, and end them."""
    with ExitStack() as stack:
        servers = {
            contender: stack.enter_context(start(contender, database_url))
            for contender in CONTENDERS
        }
        for server in servers.values():
            wait_for(server)
        yield servers


@contextmanager
def start(contender: str, database_url: str, *, root: Path = ROOT) -> Iterator[Server]:
    """Start one of the applications with the code in ``root``, and end it."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "uvicorn", APPLICATIONS[contender], "--factory"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--loop", "uvloop", "--http", "httptools"),
        *("--no-access-log", "--log-level", "warning"),
    ]
    quiet = {"ONRECORD_LOG_REQUESTS": "false"}  # as the others have no access log
    told = os.environ | quiet | {"ONRECORD_DATABASE_URL": database_url}
    with run(contender, command, port=port, told=told, root=root) as server:
        yield server


@contextmanager
def run(
    contender: str,
    command: Sequence[str],
    *,
    port: int,
    told: Mapping[str, str],
    root: Path = ROOT,
) -> Iterator[Server]:
    """Run the server that listens on a port, with these variables; end it."""
    with TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=root, env=told, stdout=log, stderr=log)
        try:
            yield Server(contender, port, process, log)
        finally:
            _end(process)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def wait_for(server: Server) -> None:
    """Return when a server accepts connections; raise if it does not in time."""
    until = time.monotonic() + START
    while time.monotonic() < until and server.process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = f"a server did not start: {server.said()}"
    raise RuntimeError(message)


def _end_of(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read()[-3000:].decode(errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP)
