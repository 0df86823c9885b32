"""The packages that ``make serve`` and ``make test`` install, by their commands."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

SERVING, READY = ".venv/.serving", ".venv/.ready"
FILES = ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock")
LATER = 4_102_444_800  # a modification after all others


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    (tmp_path / ".venv").mkdir()
    for file in FILES:
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def installed(clone: Path, target: str) -> list[str]:
    """Return the lock files that ``make`` would install."""
    make = ["make", "--dry-run", target, "BASE_PYTHON=python3"]
    printed = subprocess.run(
        make, cwd=clone, capture_output=True, text=True, check=True
    ).stdout
    return [line.split()[-1] for line in printed.splitlines() if " pip sync " in line]


@pytest.mark.parametrize(
    ("stamp", "target", "locks"),
    [
        (None, "serve", ["requirements.lock"]),
        (SERVING, "serve", []),
        (READY, "serve", []),
        (None, "quick", ["requirements-dev.lock"]),
        (SERVING, "quick", ["requirements-dev.lock"]),
        (READY, "quick", []),
    ],
)
def test_installs_missing_packages(
    clone: Path, stamp: str | None, target: str, locks: list[str]
) -> None:
    if stamp:
        (clone / stamp).touch()
        os.utime(clone / stamp, (LATER, LATER))

    assert installed(clone, target) == locks


def test_serve_updates_the_installed_tools_of_the_tests(clone: Path) -> None:
    (clone / READY).touch()
    os.utime(clone / "requirements-dev.lock", (LATER, LATER))

    assert installed(clone, "serve") == ["requirements-dev.lock"]
