"""Stops a PostgreSQL server when the process that started it has died.

Run as a script with the folder of the server's data, and the folder to delete then,
if any. Its standard input is a pipe from that process: it ends when the process does,
however that happens. A line on it says that the server was stopped in order.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

SECONDS = 10  # that the server may take to stop


def stop_server(data: Path) -> None:
    """Stop the server at once and wait until it has removed its lock file."""
    lock = data / "postmaster.pid"
    try:
        os.kill(int(lock.read_text("utf-8").split()[0]), signal.SIGQUIT)
    except (OSError, ValueError, IndexError):  # it does not run, or not any longer
        return
    until = time.monotonic() + SECONDS
    while lock.exists() and time.monotonic() < until:
        time.sleep(0.05)


def main(data: str, folder: str = "") -> None:
    """Wait for the end of the pipe, then stop the server and delete the folder."""
    if sys.stdin.read():
        return
    stop_server(Path(data))
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
