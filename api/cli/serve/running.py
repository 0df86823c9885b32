"""Server processes, and the socket on which they listen."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.resource_tracker import ensure_running
from tempfile import TemporaryDirectory

from uvicorn import Config, Server
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from api.cli.failures import CommandError
from api.server.metrics import FOLDER
from api.server.uvicorn_protocol import SheddingProtocol
from api.settings import Settings

GRACE = 10  # seconds for requests in flight when the server stops
START = 60  # seconds for a process to answer its parent: many start slowly


class Supervisor(Multiprocess):
    """Server processes that receive Ctrl-C from their parent only."""

    def init_processes(self) -> None:
        """Start the processes."""
        ensure_running()  # otherwise it would start inside, and unblock the signal
        with self._starting():
            super().init_processes()

    def keep_subprocess_alive(self) -> None:
        """Replace processes that have ended or do not respond."""
        with self._starting():
            super().keep_subprocess_alive()

    @contextmanager
    def _starting(self) -> Iterator[None]:
        """Block Ctrl-C, which processes inherit, and keep only one end of each pipe.

        With both ends open here, a process that died while its response was awaited was
        replaced only after ``START`` seconds.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        yield
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        for process in self.processes:
            process.child_conn.close()


def listen(settings: Settings) -> socket.socket:
    """Bind the port before it is announced."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    address = (settings.host, settings.port)
    try:
        listening = socket.create_server(address, family=family)
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]
        message = (
            f"The server cannot listen on {settings.host} port {settings.port}: "
            f"{reason}. Choose another port with --port, or address with --host, or "
            "stop the program that uses it."
        )
        raise CommandError(message) from error
    listening.set_inheritable(True)
    return listening


def run(settings: Settings, listening: socket.socket) -> None:
    """Serve until a signal; raise ``CommandError`` if the server cannot start."""
    config = Config(
        "api.app:from_environment",
        factory=True,
        loop="api.server.accept_loop:AcceptLoop",
        http=SheddingProtocol,
        ws="none",
        access_log=False,
        server_header=False,
        log_config=None,
        log_level="warning",
        workers=settings.workers,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=START,
    )
    message = "The server could not start; the output above has the reason."
    try:
        if settings.workers == 1:
            Server(config).run([listening])
            return
        with TemporaryDirectory(prefix="onrecord-counts-") as folder:
            os.environ[FOLDER] = folder  # where the processes write their metrics
            supervisor = Supervisor(config, [listening])
            supervisor.run()
    except SystemExit as error:
        raise CommandError(message) from error
    if STARTUP_FAILURE in {process.exitcode for process in supervisor.processes}:
        raise CommandError(message)
