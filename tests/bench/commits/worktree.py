"""Another commit, checked out into a temporary folder."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.machine import ROOT


@contextmanager
def checked_out(ref: str) -> Iterator[Path]:
    """Check a commit out into a worktree; remove it at the end."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "checkout"
        try:
            added = _git("worktree", "add", "--quiet", "--detach", str(path), ref)
            added.check_returncode()
            yield path
        finally:
            # Twice, because git locks a worktree until it is complete.
            _git("worktree", "remove", "--force", "--force", str(path))


def commit_of(ref: str) -> str | None:
    """Return the hash of a commit, or nothing if git is missing or does not know it."""
    try:
        done = _git("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    except OSError:
        return None
    return done.stdout.strip() or None


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["git", *arguments]
    return subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, check=False, text=True
    )
