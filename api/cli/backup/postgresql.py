"""Copies of a PostgreSQL database, made by the tools of PostgreSQL."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL

from api.cli.failures import CommandError


def dump(url: URL, target: Path) -> None:
    """Write the database as of one instant to a file, and read the file once."""
    run("pg_dump", "--format=custom", f"--file={target}", url=url)
    run("pg_restore", f"--file={os.devnull}", str(target))


def restore(url: URL, source: Path) -> None:
    """Restore a dump into an empty database, all of it or nothing."""
    run(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        str(source),
        url=url,
    )


def run(tool: str, *args: str, url: URL | None = None) -> str:
    """Run a tool of PostgreSQL, on a database if one is given; return its output."""
    path = shutil.which(tool)
    if path is None:
        message = (
            f"{tool} is not installed, or not on the PATH: install the client programs "
            "of PostgreSQL (Debian: postgresql-client, macOS: brew install libpq)."
        )
        raise CommandError(message)
    database = _connection(url) if url else []
    ran = subprocess.run(  # noqa: S603 - a known tool, without a shell
        [path, *database, *args],
        env=_environment(url),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if ran.returncode:
        raise CommandError(_failure(tool, ran.stderr))
    return ran.stdout


def _connection(url: URL) -> list[str]:
    """Return arguments that name a database; process lists show them."""
    given = url.translate_connect_args(username="user", database="dbname")
    shown = {k: v for k, v in {**given, **url.query}.items() if "password" not in k}
    return ["--no-password", f"--dbname={make_conninfo(**shown)}"]


def _environment(url: URL | None) -> dict[str, str]:
    """Return the environment of a tool: messages in English, and the password."""
    environment = {**os.environ, "LC_ALL": "C"}
    password = url and (url.password or url.query.get("password"))
    return environment | ({"PGPASSWORD": str(password)} if password else {})


def _failure(tool: str, printed: str) -> str:
    if mismatch := re.search(r"server version: (\d+).*", printed):
        return (
            f"{tool} is older than the server ({mismatch[0]}): install the client "
            f"programs of PostgreSQL {mismatch[1]} (Debian: postgresql-client-"
            f"{mismatch[1]}), and put them first on the PATH."
        )
    lines = printed.strip().splitlines() or [f"{tool} failed"]
    return f"{lines[0].rstrip('.')}."
