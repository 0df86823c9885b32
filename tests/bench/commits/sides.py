"""The sides of a comparison: each a commit with its database and its server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from tests.bench.equality import missing
from tests.bench.measuring import Measuring
from tests.bench.options import Options
from tests.bench.samples import Requests
from tests.bench.servers import start, wait_for
from tests.bench.workloads import PARTS, WRITE, is_busy

DRAWING = Path(__file__).with_name("drawing.py")


@dataclass(frozen=True)
class Side:
    """A commit whose server responds, and the parts of workloads that it knows."""

    name: str
    parts: list[str]
    measuring: Measuring


@contextmanager
def serve_side(name: str, root: Path, url: str, options: Options) -> Iterator[Side]:
    """Fill an empty database by the code in ``root``, and serve it by that code."""
    requests = _fill(root, url, options)
    with start("product", url, root=root) as server:
        wait_for(server)
        wanted = [part for one in options.workloads for part in PARTS[one]]
        reads = [part for part in wanted if part in requests.paths]
        reads = [one for one in reads if not is_busy(one) or one in requests.background]
        unknown = missing(server, requests, reads)
        parts = [one for one in wanted if one == WRITE or one in reads]
        parts = [one for one in parts if one not in unknown]
        measuring = Measuring({name: server}, requests, options, missing=())
        yield Side(name, parts, measuring)


def _fill(root: Path, url: str, options: Options) -> Requests:
    """Generate the records, and return the requests that are drawn from them."""
    seed = str(options.seed)
    claims = ("--claims", str(options.claims), "--seed", seed)
    _run(root, url, "-m", "api.cli", "migrate")
    _run(root, url, "-m", "api.cli", "generate", *claims)
    return Requests(**orjson.loads(_run(root, url, "-P", str(DRAWING), url, seed)))


def _run(root: Path, url: str, *arguments: str) -> bytes:
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    told = {"ONRECORD_DATABASE_URL": url, "PYTHONPATH": path}
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=root, env=os.environ | told, capture_output=True, check=False
    )
    if done.returncode:
        said = (done.stdout + done.stderr)[-3000:].decode(errors="replace")
        message = f"{root}: {' '.join(arguments)}: {said}"
        raise RuntimeError(message)
    return done.stdout
