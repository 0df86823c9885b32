"""Starts processes by forking one that has imported the product.

The imports take most of the processor time of a start. Where the start itself is
tested, :mod:`subprocess` starts the process.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from multiprocessing.reduction import DupFd
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

FORKING = get_context("forkserver")
FORKING.set_forkserver_preload(["api.app", "api.cli.serve", "uvloop", "httptools"])


@dataclass(frozen=True)
class Forked:
    """A process with the part of the interface of ``Popen`` that tests use."""

    process: ForkServerProcess
    stdout: IO[str]
    stderr: IO[str]

    @property
    def pid(self) -> int:
        """Return the number of the process, which is that of its group too."""
        assert self.process.pid
        return self.process.pid

    @property
    def returncode(self) -> int | None:
        """Return the status of a process that has ended, as ``Popen`` does."""
        return self.process.exitcode

    def poll(self) -> int | None:
        """Return the status if the process has ended."""
        return self.process.exitcode

    def wait(self, timeout: float) -> None:
        """Wait until the process ends; raise if it does not in this many seconds."""
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired(str(self.process), timeout)

    def communicate(self, timeout: float) -> tuple[str, str]:
        """Return the output after the end of the process; nothing when called again."""
        self.wait(timeout)
        return _rest(self.stdout), _rest(self.stderr)


def _file() -> IO[str]:
    """Return a file to which each write appends: reading moves the shared position."""
    return TemporaryFile("a+", encoding="utf-8")


def _rest(stream: IO[str]) -> str:
    """Return the content of a file, and close it; nothing of a closed one."""
    if stream.closed:
        return ""
    with stream:
        stream.seek(0)
        return stream.read()


class _Descriptor:
    """A file descriptor that is duplicated for the process that gets this."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __reduce__(self) -> Any:
        return _received, (DupFd(self.number),)


def _received(sent: Any) -> _Descriptor:
    return _Descriptor(sent.detach())


def start(
    run: Callable[..., object],
    *args: Any,
    env: Mapping[str, str],
    cwd: Path | None = None,
    log: IO[Any] | None = None,
) -> Forked:
    """Call a function of a module in a process that leads a session of its own.

    The process writes to ``log``, or to files of its own.
    """
    out, err = log or _file(), log or _file()
    began, begins = os.pipe()
    descriptors = [_Descriptor(one) for one in (out.fileno(), err.fileno(), begins)]
    folder = str(cwd or Path.cwd())
    process = FORKING.Process(
        target=_begin, args=(descriptors, dict(env), folder, run, args)
    )
    process.start()
    os.close(begins)
    os.read(began, 1)  # until the process has a session, and signals reach it
    os.close(began)
    return Forked(process, out, err)


def _begin(
    descriptors: Sequence[_Descriptor],
    env: Mapping[str, str],
    cwd: str,
    run: Callable[..., object],
    args: Sequence[Any],
) -> None:
    """Replace the environment, folder and files of the process, and call ``run``."""
    out, err, begins = (one.number for one in descriptors)
    # Processes that it starts inherit only these three.
    for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), out, err)):
        os.dup2(file, number)
    sys.stdin = os.fdopen(0, closefd=False)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    os.setsid()
    os.close(begins)
    run(*args)
