"""Two commits are measured side by side, and the worktree of the other is removed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.bench.commits.worktree import checked_out, commit_of
from tests.conftest import ROOT

WORKLOADS = ("W2", "W5")  # a read and a write
SECONDS = 60  # until a worktree is there, or is gone

pytestmark = [
    pytest.mark.slow,
    pytest.mark.portable,  # it makes its own databases
    pytest.mark.skipif(
        commit_of("HEAD") is None,
        reason="the source is no git repository, or git is missing",
    ),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary"


def run(folder: Path, *options: str) -> subprocess.Popen[str]:
    """Start a tiny comparison with HEAD, whose temporary files are in a folder."""
    command = [sys.executable, "-m", "tests.bench", "--tiny", "--database", "sqlite"]
    command += ["--compare", "HEAD", "--only", ",".join(WORKLOADS), *options]
    told = os.environ | {"TMPDIR": str(folder)}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=ROOT, env=told, stdout=pipe, stderr=pipe, text=True
    )


def worktrees(folder: Path) -> list[str]:
    """Return the worktrees that git knows in a folder."""
    command = ["git", "worktree", "list", "--porcelain"]
    listed = subprocess.run(
        command, cwd=ROOT, capture_output=True, check=True, text=True
    )
    return [line for line in listed.stdout.splitlines() if str(folder) in line]


def test_measures_both_commits_in_each_round(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "found.json"

    process = run(folder, "--out", str(out))
    printed = process.communicate(timeout=240)

    assert process.returncode == 0, printed
    found: Any = json.loads(out.read_bytes())
    pairs = found["databases"]["sqlite"]
    assert found["commit"] == commit_of("HEAD")
    assert [pair["part"] for pair in pairs] == list(WORKLOADS)
    for pair in pairs:
        assert pair["throughput"][0] > 0
        for side in ("now", "other"):
            assert len(pair[side]["rounds"]) == 2
            assert pair[side]["failures"] == 0
    assert not worktrees(folder)
    assert not list(folder.iterdir())


def test_removes_the_worktree_when_interrupted(folder: Path) -> None:
    process = run(folder, "--claims", "1000000")
    until = time.monotonic() + SECONDS
    while not list(folder.glob("*/checkout/pyproject.toml")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)

    process.send_signal(signal.SIGTERM)
    printed = process.communicate(timeout=SECONDS)

    assert process.returncode == 1, printed
    assert not worktrees(folder)
    assert not list(folder.iterdir())


def test_checks_out_a_commit_and_removes_the_worktree() -> None:
    with checked_out("HEAD") as path:
        assert (path / "pyproject.toml").exists()
        assert worktrees(path)

    assert not path.exists()
    assert not worktrees(path)


def test_unknown_commits_are_none() -> None:
    assert commit_of("no-such-commit") is None
