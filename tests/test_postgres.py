"""The PostgreSQL server of a test run ends with the process that started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from tests.conftest import ROOT

SECONDS = 60
SERVE = """
import sys
from pathlib import Path
from tests.postgres import postgres_server
with postgres_server(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""

pytestmark = pytest.mark.slow


def wait_until(holds: Callable[[], bool]) -> bool:
    """Return whether something becomes true in time."""
    until = time.monotonic() + SECONDS
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


@pytest.mark.parametrize("killed", [True, False])
def test_server_ends_with_its_process(killed: bool) -> None:
    with TemporaryDirectory(prefix="onrecord-", ignore_cleanup_errors=True) as parent:
        folder = Path(parent, "run")
        folder.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(folder)],
            cwd=ROOT,
            env=os.environ | {"XDG_RUNTIME_DIR": parent},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdout
        started = process.stdout.readline()
        lock = folder / "postgresql" / "postmaster.pid"
        server = psutil.Process(int(lock.read_text("utf-8").split()[0]))

        if killed:
            process.send_signal(signal.SIGKILL)
        process.communicate()

        assert started.startswith(b"postgresql://")
        assert process.returncode == (-signal.SIGKILL if killed else 0)
        assert wait_until(lambda: not server.is_running())
        assert wait_until(lambda: not lock.exists())
        assert not killed or wait_until(lambda: not folder.exists())
