"""That all of the benchmark works; how fast anything is, no test says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench.load import wrk
from tests.bench.options import WORKLOADS, make_parser
from tests.bench.servers import CONTENDERS
from tests.bench.workloads import PARTS
from tests.conftest import ROOT

Json = dict[str, Any]
NUMBERS = {
    "requests_per_second",
    "p50_ms",
    "p99_ms",
    "of_limit",
    "of_limit_spread",
    "times_naive",
    "times_naive_spread",
}


def run(folder: Path, backend: str, *options: str, **told: str) -> Json:
    """Return what a tiny run finds; it may take four minutes at most."""
    out = folder / "found.json"
    command = [sys.executable, "-m", "tests.bench", "--tiny", "--database", backend]
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
    assert cells.keys() == {(part, name) for part in parts for name in CONTENDERS}
    for cell in cells.values():
        assert all(cell[number] for number in NUMBERS), cell
        assert cell["failures"] == 0
        assert cell["rounds"]


def test_measures_every_workload(tmp_path: Path, request: Any, backend: str) -> None:
    told = {}
    if backend == "postgresql":
        told["BENCH_POSTGRES_URL"] = request.getfixturevalue("server_url")

    found = run(tmp_path, backend, **told)

    database = found["databases"][backend]
    check(database, WORKLOADS)
    assert database["database"]["claims"] >= 400
    assert database["database"]["answers_compared"] > 50
    assert {one["part"] for one in database["targets"]} == {"W1", "W2", "D deep"}
    assert all(isinstance(one["measured"], float) for one in database["targets"])
    assert {"python", "sqlite", "fastapi", "commit"} <= found["versions"].keys()
    assert found["machine"]["processors"]


def test_is_documented_with_all_its_options() -> None:
    written = (ROOT / "docs" / "performance.md").read_text("utf-8")

    known = re.findall(r"--[a-z]+", make_parser().format_help())

    assert set(re.findall(r"--[a-z]+", written)) == set(known) - {"--help"}


@pytest.mark.skipif(wrk.WRK is None, reason="wrk is not installed")
def test_measures_with_wrk_and_keeps_the_record(tmp_path: Path) -> None:
    options = ("--only", "W2", "--rounds", "1", "--keep", str(tmp_path / "kept"))

    by_itself = run(tmp_path, "sqlite", *options)
    with_wrk = run(tmp_path, "sqlite", *options, "--seconds", "1")

    check(by_itself["databases"]["sqlite"], ("W2",))
    check(with_wrk["databases"]["sqlite"], ("W2",))
    assert with_wrk["options"]["client_of_reads"] == "wrk"
    assert [path.suffix for path in (tmp_path / "kept").iterdir()] == [".db"]
