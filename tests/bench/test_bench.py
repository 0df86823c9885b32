"""The benchmark works; no test depends on how fast anything is."""

import json
import os
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.bench.equality import missing
from tests.bench.load import wrk
from tests.bench.options import WORKLOADS, make_parser
from tests.bench.samples import Samples
from tests.bench.servers import Server
from tests.bench.workloads import PARTS, contenders, is_busy
from tests.conftest import ROOT

Json = dict[str, Any]
NUMBERS = ("requests_per_second", "p50_ms", "p99_ms")
RATIOS = {"limit": "of_limit", "naive": "times_naive"}

pytestmark = pytest.mark.slow


def run(folder: Path, backend: str, *options: str, **told: str) -> Json:
    """Return the results of a tiny round, which may take four minutes at most."""
    out = folder / "found.json"
    command = [sys.executable, "-m", "tests.bench", "--tiny", "--rounds", "1"]
    command += ["--database", backend]
    done = subprocess.run(
        [*command, "--out", str(out), *options],
        cwd=ROOT,
        env=os.environ | told,
        capture_output=True,
        check=False,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: Json = json.loads(out.read_bytes())
    return found


def check(database: Json, workloads: tuple[str, ...]) -> None:
    """Hold that every number is there, and that nothing was answered with an error."""
    cells = {(one["part"], one["contender"]): one for one in database["results"]}
    parts = [part for workload in workloads for part in PARTS[workload]]
    assert cells.keys() == {(part, name) for part in parts for name in contenders(part)}
    for (part, _), cell in cells.items():
        assert all(cell[number] for number in NUMBERS), cell
        for other in set(RATIOS) & set(contenders(part)):
            figure = RATIOS[other]
            assert all((cell[figure], *cell[f"{figure}_spread"])), cell
        assert cell["failures"] == 0, cell
        assert cell["rounds"]
    busy = [part for part in parts if is_busy(part)]
    assert all(cells[part, "product"]["p99_in_idle_ones"] for part in busy)


# Of reads and of writes; `make bench` measures all of them on both databases.
SUITE = {"sqlite": WORKLOADS, "postgresql": ("W1", "W5")}
COMPARED = {"sqlite": 50, "postgresql": 1}  # answers, at least
BOUNDED = {"W1", "W2", "D deep", "B stats", "B corroboration"}


def test_measures_workloads(tmp_path: Path, request: Any, backend: str) -> None:
    told, workloads = {}, SUITE[backend]
    if backend == "postgresql":
        told["BENCH_POSTGRES_URL"] = request.getfixturevalue("server_url")

    found = run(tmp_path, backend, "--only", ",".join(workloads), **told)

    database = found["databases"][backend]
    check(database, workloads)
    assert database["database"]["claims"] >= 400
    assert database["database"]["answers_compared"] > COMPARED[backend]
    parts = {part for workload in workloads for part in PARTS[workload]}
    assert {one["part"] for one in database["targets"]} == BOUNDED & parts
    assert database["missing"] == []
    assert database["database"]["claims_on_largest_fact"] > 20
    assert all(isinstance(one["measured"], float) for one in database["targets"])
    assert database["database"]["storing"]["batch_of_driver"] > 0
    assert database["database"]["storing"]["article_of_driver"] > 0
    assert database["database"]["storing"]["described_claims_per_second"] > 0
    assert database["database"]["storing"]["writers_of_one"] > 0
    if "W3" in workloads:
        costs = database["database"]["search_costs"]
        assert all(len(ratios) == 1 for ratios in costs.values())
    filtering = database["database"]["filtering"] or {}
    assert all(one["of_driver_by_processor"] > 0 for one in filtering.values())
    assert {"python", "sqlite", "fastapi", "commit"} <= found["versions"].keys()
    assert found["machine"]["processors"]


class Partial(BaseHTTPRequestHandler):
    """Answers to some paths only."""

    def do_GET(self) -> None:
        self.send_response(404 if self.path.endswith("/timeline") else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def test_reports_workloads_that_the_server_does_not_support() -> None:
    paths = {"K fact": ["/facts/1"], "K timeline": ["/facts/1/timeline"]}
    paths |= {"B idle": ["/claims/1"], "B stats": ["/claims/1"]}
    background = {"B stats": "/facts/2/timeline"}
    samples = Samples(
        paths, background, [], depth=0, largest=1, claims_on_fact=1, stances=1
    )

    with ThreadingHTTPServer(("127.0.0.1", 0), Partial) as partial:
        Thread(target=partial.serve_forever, daemon=True).start()
        server = Server("product", partial.server_port, process=None, log=None)  # type: ignore[arg-type]
        unknown = missing(server, samples, list(paths))
        partial.shutdown()

    assert unknown == ["K timeline", "B stats"]


def test_all_options_are_documented() -> None:
    written = (ROOT / "docs" / "performance.md").read_text("utf-8")

    known = re.findall(r"--[a-z]+", make_parser().format_help())

    assert set(re.findall(r"--[a-z]+", written)) == set(known) - {"--help"}


@pytest.mark.skipif(wrk.WRK is None, reason="wrk is not installed")
def test_measures_with_wrk_and_keeps_the_database(tmp_path: Path) -> None:
    options = ("--only", "W2", "--keep", str(tmp_path / "kept"))

    by_itself = run(tmp_path, "sqlite", *options)
    with_wrk = run(tmp_path, "sqlite", *options, "--seconds", "1")

    check(by_itself["databases"]["sqlite"], ("W2",))
    check(with_wrk["databases"]["sqlite"], ("W2",))
    assert with_wrk["options"]["client_of_reads"] == "wrk"
    assert [path.suffix for path in (tmp_path / "kept").iterdir()] == [".db"]
