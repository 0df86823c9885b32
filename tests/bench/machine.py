"""The machine that a run measured on."""

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path
from time import clock_gettime
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "asyncpg",
    "fastapi",
    "httptools",
    "orjson",
    "psycopg",
    "pydantic",
    "sqlalchemy",
    "starlette",
    "uvicorn",
    "uvloop",
)


def facts() -> dict[str, Any]:
    """Return a description of the machine."""
    return {
        "processor": _line("/proc/cpuinfo", "model name") or platform.processor(),
        "processors": os.cpu_count(),
        "memory": _line("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "load_before": [round(load, 2) for load in os.getloadavg()],
    }


def versions() -> dict[str, str]:
    """Return the versions of the measured programs and their dependencies."""
    found = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    found |= {package: version(package) for package in PACKAGES}
    return found | {"commit": _commit()}


def processor_seconds(pid: int) -> float | None:
    """Return the processor time of a process, if the system reports it.

    Linux has a clock for each process, with this number; /proc has ticks of 10 ms.
    """
    try:
        return clock_gettime(~pid << 3 | 2)
    except OSError:
        return None


def _line(path: str, name: str) -> str | None:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    found = (line.partition(":")[2].strip() for line in lines if line.startswith(name))
    return next(found, None)


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, check=True, text=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return done.stdout.strip()
