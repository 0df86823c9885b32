"""``onrecord serve`` in processes of its own, which can be killed and started again."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import psutil

from tests.api.cli.running import Onrecord
from tests.keys import keep_keys_at
from tests.torture.client import Client

START = 60  # seconds that it may take
WORKERS = 2
# Below those that clients get: one that tries in vain can get the very port it tries.
PORTS = range(20_000, 30_000)


class Server:
    """A server on one port, whichever processes it consists of.

    With ``forked``, it starts without importing the product.
    """

    def __init__(
        self, database_url: str, folder: Path, *, forked: bool = False
    ) -> None:
        self._onrecord, self._forked = Onrecord(database_url), forked
        self._log = folder / "server.log"
        self.port = _free_port()
        self.workers = 1

    def start(self, workers: int = 1) -> None:
        """Start this many processes, and wait until one of them is ready."""
        self.workers = workers
        command = "serve", "--port", str(self.port), "--workers", str(workers)
        with self._log.open("ab") as log:
            self._process = (
                self._onrecord.fork(*command, log=log)
                if self._forked
                else self._onrecord.start(*command, stdout=log, stderr=log)
            )
        client, until = Client(self.port), time.monotonic() + START
        while not ((answer := client.send("GET", "/readyz")) and answer.is_success):
            if time.monotonic() > until or self._process.poll() is not None:
                message = f"the server did not start: {self._log.read_text()[-2000:]}"
                raise RuntimeError(message)
            time.sleep(0.05)
        client.close()

    def kill(self) -> None:
        """Kill all of its processes."""
        processes = []
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            processes = psutil.Process(self._process.pid).children()
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(START)
        psutil.wait_procs(processes, START)  # they hold the port too

    def kill_worker(self, chance: Random) -> None:
        """Kill one of the processes that answer."""
        killed = chance.choice(self._answering())
        killed.kill()
        psutil.wait_procs([killed], START)

    def wait_for_workers(self) -> None:
        """Wait until every worker runs."""
        until = time.monotonic() + START
        while len(self._answering()) < self.workers:
            if time.monotonic() > until:
                message = "a worker that was killed was not replaced"
                raise RuntimeError(message)
            time.sleep(0.05)

    @property
    def is_up(self) -> bool:
        """Return whether it has run since it was started."""
        return self._process.poll() is None

    def memory(self) -> int:
        """Return how many bytes its first process holds, without mapped files."""
        found = psutil.Process(self._process.pid).memory_info()
        return int(found.rss - getattr(found, "shared", 0))

    def connections(self) -> int:
        """Return how many connections its first process holds."""
        return len(psutil.Process(self._process.pid).net_connections("tcp"))

    def _answering(self) -> list[psutil.Process]:
        """Return its workers: the child processes that listen."""
        return [
            child
            for child in psutil.Process(self._process.pid).children()
            if _listens(child)
        ]


@contextmanager
def serving(
    database_url: str, folder: Path, *, forked: bool = False
) -> Iterator[Server]:
    """Migrate the database, serve it, and kill the server at the end."""
    ran = Onrecord(database_url)("migrate")
    if ran.status:
        raise RuntimeError(ran.err)
    keep_keys_at(database_url)
    server = Server(database_url, folder, forked=forked)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _listens(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        name = " ".join(process.cmdline())
        return "resource_tracker" not in name and process.status() != "zombie"
    return False


def _free_port() -> int:
    for port in Random().sample(PORTS, len(PORTS)):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    message = "no port is free"
    raise RuntimeError(message)
