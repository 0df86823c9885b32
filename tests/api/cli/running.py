"""Runs ``onrecord`` as a shell does, in this process or in a separate one."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import create_engine
from typer.testing import CliRunner

from api.cli import cli
from tests.forking import Forked, start

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "api.cli"]
PATIENCE = 120  # seconds: a server waits 60 for its processes, and then ends them


@dataclass(frozen=True)
class Ran:
    """The output of a command, and its status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return stdout, which has to be one JSON document and nothing else."""
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """Return stderr without the lines of the log."""
        lines = self.err.splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("{"))

    @property
    def log(self) -> list[Any]:
        """Return the lines of the log."""
        lines = self.err.splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


@dataclass(frozen=True)
class Onrecord:
    """The command line on one database."""

    url: str

    def __call__(self, *args: str, stdin: bytes | None = None) -> Ran:
        """Run a command in this process; raise unexpected errors."""
        variables = {"ONRECORD_DATABASE_URL": self.url, "COLUMNS": "80"}
        runner = CliRunner()
        ran = runner.invoke(
            cli, args, input=stdin, env=variables, catch_exceptions=False
        )
        return Ran(ran.exit_code, ran.stdout, ran.stderr)

    def json(self, *args: str) -> Any:
        """Return the JSON of a command that has to succeed."""
        ran = self(*args, "--json")
        assert (ran.status, ran.err) == (0, "")
        return ran.json

    def start(self, *args: str, **options: Any) -> subprocess.Popen[str]:
        """Start a command in a process of its own."""
        given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        return subprocess.Popen(
            [*COMMAND, *args],
            env=environment(ONRECORD_DATABASE_URL=self.url),
            text=True,
            start_new_session=True,  # so that a signal reaches all of its processes
            **given,
        )

    def fork(
        self, *args: str, cwd: Path | None = None, log: IO[Any] | None = None
    ) -> Forked:
        """Run a command in a process that has imported the product already."""
        env = environment(ONRECORD_DATABASE_URL=self.url)
        return start(_command, args, env=env, cwd=cwd, log=log)

    @contextmanager
    def serving(self, *options: str, cwd: Path | None = None) -> Iterator["Server"]:
        """Serve on a free port until the block ends, with the settings in ``cwd``."""
        port = free_port()
        process = self.start("serve", "--port", str(port), *options, cwd=cwd)
        yield from _serving(process, port)

    @contextmanager
    def forked(self, *options: str, cwd: Path | None = None) -> Iterator["Server"]:
        """Serve as :meth:`serving` does, where the start is not tested."""
        port = free_port()
        process = self.fork("serve", "--port", str(port), *options, cwd=cwd)
        yield from _serving(process, port)


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    process: subprocess.Popen[str] | Forked
    root: str

    @property
    def port(self) -> int:
        return int(self.root.rpartition(":")[2])

    def get(self, path: str) -> str:
        """Return the response of the server, as soon as it responds."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urlopen(self.root + path, timeout=PATIENCE) as found:  # noqa: S310
                    body: str = found.read().decode()
                    return body
            except URLError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def end(self, number: signal.Signals = signal.SIGINT) -> Ran:
        """Send a signal to all processes, as a terminal does; return how they ended."""
        os.killpg(self.process.pid, number)
        out, err = self.process.communicate(timeout=PATIENCE)
        return Ran(self.process.returncode, out, err)

    def kill(self) -> None:
        """Leave no process running."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=PATIENCE)


def _command(args: Sequence[str]) -> None:
    cli(args, prog_name="onrecord")


def _serving(process: subprocess.Popen[str] | Forked, port: int) -> Iterator[Server]:
    server = Server(process, f"http://127.0.0.1:{port}")
    try:
        yield server
    finally:
        server.kill()


def change(onrecord: Onrecord, statement: str) -> None:
    """Change the database as no command would."""
    engine = create_engine(onrecord.url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def environment(**variables: str) -> Mapping[str, str]:
    """Return the environment of a shell without settings of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ONRECORD_")}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **variables}


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
