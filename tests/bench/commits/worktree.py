"""Another commit, checked out into a temporary folder."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL
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
    """Run git; if this process is interrupted, end git and what it has started.

    A checkout that went on would write into the folder while it is deleted.
    """
    command = ["git", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, process_group=0
    ) as git:
        try:
            printed, _ = git.communicate()
        except BaseException:
            os.killpg(git.pid, SIGKILL)
            git.communicate()  # returns when all processes have closed their output
            raise
    return subprocess.CompletedProcess(command, git.returncode, printed)
