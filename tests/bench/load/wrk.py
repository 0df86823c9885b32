"""Load from wrk, which needs less processor time than any client in Python."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from tests.bench.load.outcome import Outcome

SCRIPT = Path(__file__).with_name("wrk.lua")
WRK = shutil.which("wrk")


def can_measure(seconds: float) -> bool:
    """Return whether wrk is installed in a version with the needed options."""
    return WRK is not None and seconds >= 1 and seconds == int(seconds)


def measure(
    port: int, paths: Sequence[str], *, seconds: float, connections: int, seed: int
) -> Outcome:
    """Ask for ``paths`` in any order, on as many connections."""
    with NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        command = [
            str(WRK),
            *("--threads", "1", "--connections", str(connections)),
            *("--duration", f"{int(seconds)}s", "--timeout", "10s"),
            *("--script", str(SCRIPT)),
            f"http://127.0.0.1:{port}",
        ]
        told = os.environ | {"BENCH_PATHS": file.name, "BENCH_SEED": str(seed)}
        done = subprocess.run(
            command,
            env=told,
            capture_output=True,
            check=False,
            text=True,
            timeout=seconds + 30,
        )
    if done.returncode:
        message = f"wrk failed: {done.stderr or done.stdout}"
        raise RuntimeError(message)
    return Outcome(**json.loads(done.stdout.splitlines()[-1]))
