"""Runs ``onrecord`` as a shell does, in this process or in one of its own."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from api.cli import cli

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "api.cli"]


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return stdout, which has to be one JSON document and nothing else."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Onrecord:
    """The command line on one database."""

    url: str

    def __call__(self, *args: str, stdin: bytes | None = None) -> Ran:
        """Run a command in this process; what it does not anticipate is raised."""
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
        return subprocess.Popen(
            [*COMMAND, *args],
            env=environment(ONRECORD_DATABASE_URL=self.url),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # so that a signal reaches all of its processes
            **{"stderr": subprocess.PIPE} | options,
        )


def environment(**variables: str) -> Mapping[str, str]:
    """Return the environment of a shell without settings of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ONRECORD_")}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **variables}


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
