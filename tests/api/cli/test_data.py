"""docs/data.md: its names exist in the API, and its examples are executed."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

import pytest

from api.schemas.stats import (
    Buckets,
    ClaimStatsParams,
    CountedClaims,
    CountOut,
    FactStatsParams,
    UnnamedOut,
    VerdictCountOut,
)
from api.settings import MAX_POINTS
from db.queries.stats import ClaimsBy, ClaimTime, FactsBy, FactTime
from db.values.types import Bucket
from tests.api.cli.running import Onrecord, Server
from tests.conftest import ROOT

DATA = (ROOT / "docs/data.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8000"
CURL = re.findall(r"```sh\n(curl .+)\n```", DATA)
Json = Any

pytestmark = pytest.mark.slow


def example(language: str) -> str:
    """Return the only example in a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", DATA, re.DOTALL)
    text: str = found
    return text


@pytest.fixture(scope="module")
def server(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the record that ships, on a free port."""
    file = shutil.copy(shipped, tmp_path_factory.mktemp("data") / "onrecord.db")
    with Onrecord(f"sqlite:///{file}").forked() as server:
        server.get("/readyz")
        yield server


def rows(server: Server, path: str) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = json.loads(server.get(f"/api/v1/stats/{path}"))
    return found


def named_first(section: str) -> set[str]:
    """Return the words in the first column of the table of a section."""
    table = section_of(section)
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`(\w+)`", cell)}


def section_of(title: str) -> str:
    return DATA.partition(f"## {title}\n")[2].partition("\n## ")[0]


class TestWords:
    def test_the_page_names_every_column(self) -> None:
        rows = (CountOut, UnnamedOut, VerdictCountOut)
        columns = {name for row in rows for name in row.model_fields}

        assert named_first("Columns") == columns

    def test_the_page_names_every_parameter(self) -> None:
        own = {*Buckets.model_fields, "by", "time", "top", "as_of"}
        parameters = {
            field.alias or name
            for model in (ClaimStatsParams, FactStatsParams)
            for name, field in model.model_fields.items()
            if name in own
        }

        assert named_first("Parameters") == parameters

    def test_the_page_names_every_value_and_default(self) -> None:
        section = section_of("Parameters")

        for values in (ClaimsBy, FactsBy, ClaimTime, FactTime, Bucket):
            for value in get_args(values):
                assert f"`{value}`" in section
        for model in (CountedClaims, FactStatsParams):
            assert f"`{model.model_fields['time'].default}` (default)" in section
        assert f"default {ClaimStatsParams.model_fields['top'].default} " in section
        assert f"{MAX_POINTS:,} rows" in section


class TestCurl:
    @pytest.mark.parametrize("command", CURL)
    def test_each_example_returns_rows(self, server: Server, command: str) -> None:
        words = shlex.split(command.replace(ADDRESS, server.root))
        ran = subprocess.run(
            [*words, "--silent", "--fail"], check=True, capture_output=True
        )

        found = json.loads(ran.stdout)
        assert found if isinstance(found, list) else found["data"]

    def test_the_examples_use_every_address(self) -> None:
        addresses = set(re.findall(r"^\| `/api/v1(/stats/\w+)`", DATA, re.MULTILINE))

        asked = {path for one in CURL for path in re.findall(r"/stats/\w+", one)}
        assert asked == addresses


class TestPandas:
    def test_the_example_builds_a_table(
        self, server: Server, capsys: pytest.CaptureFixture[str]
    ) -> None:
        known: dict[str, Any] = {}

        exec(example("python").replace(ADDRESS, server.root), known)  # noqa: S102

        counted, table = known["rows"], known["table"]
        (everything,) = rows(server, "claims")
        assert str(counted.dtypes["time"]).startswith("datetime64")
        assert str(counted.dtypes["series_id"]) == "Int64"
        assert table.to_numpy().sum() == counted["n"].sum() == everything["n"] > 0
        assert "CNN" in capsys.readouterr().out


class TestGrafana:
    def test_the_example_selects_existing_columns(self, server: Server) -> None:
        (target,) = json.loads(example("json"))["targets"]
        params = {one["key"]: one["value"] for one in target["url_options"]["params"]}
        shown = {
            "${__from}": "1577836800000",
            "${__to}": "1735689600000",
        }  # 2020 to 2024
        query = urlencode(
            {name: shown.get(value, value) for name, value in params.items()}
        )

        found = rows(server, f"{target['url'].rpartition('/')[2]}?{query}")

        selected = {column["selector"] for column in target["columns"]}
        assert params.keys() > {"from", "to"}
        assert {row["time"][:7] for row in found} >= {"2020-01", "2024-12"}
        assert all(row.keys() >= selected for row in found)
        assert sum(row["n"] for row in found) == rows(server, "claims")[0]["n"]


class TestJavaScript:
    def test_the_example_builds_series(self, server: Server) -> None:
        node = shutil.which("node")
        if node is None:
            pytest.skip("there is no Node on this machine")

        script = example("js").replace(ADDRESS, server.root)
        ran = subprocess.run(
            [node, "--input-type=module", "--eval", script],
            check=True,
            capture_output=True,
        )

        lines = json.loads(ran.stdout)
        counted = sum(n for line in lines.values() for _, n in line)
        assert counted == rows(server, "claims")[0]["n"]
