"""docs/method.md: its example and its formulas agree with the API."""

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.derived.estimative import RANGES, WITHOUT_RANGE, estimates
from db.derived.track_record import RESULTS
from db.derived.wilson import Z
from tests.api.bodies import Json
from tests.api.fact_records import Told
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "method.md").read_text("utf-8")


def table(heading: str) -> list[dict[str, str]]:
    """Return the rows of the first table below a heading."""
    below = PAGE.split(f"\n{heading}\n", 1)[1]
    lines = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert lines, heading
    head, _, *rows = (
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in lines[0].splitlines()
    )
    return [dict(zip(head, row, strict=True)) for row in rows]


EXAMPLE = table("## A worked example")


def said(cell: str) -> list[Json]:
    """Read “1 supports 0.9; 10 denies 0.6–0.8”."""
    found = []
    for words in cell.split("; "):
        at, stance, *stated = words.split()
        columns: Json = {}
        if stated:
            low, high = (stated[0].split("–") * 2)[:2]
            ends = {"probability_low": float(low), "probability_high": float(high)}
            columns = ends | {"probability_basis": "stated_number"}
        found.append({"at": int(at), "stance": stance} | columns)
    return found


@pytest.fixture
def told(client: TestClient) -> Told:
    return Told(client)


@pytest.fixture
def example(told: Told) -> tuple[int, dict[int, Json]]:
    """Record the example; return its source, and the rows of its table by fact."""
    source, rows = told.source(), {}
    for row in EXAMPLE:
        fact = told.fact()
        rows[fact] = row
        for claim in said(row["said"]):
            told.say(source, fact, **claim)
        if row["outcome, known"] != "–":
            value, at = row["outcome, known"].split(", ")
            told.settle(fact, value, at=int(at))
    return source, rows


def rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


class TestExample:
    def test_the_api_returns_the_numbers_on_the_page(
        self, told: Told, example: tuple[int, dict[int, Json]]
    ) -> None:
        answer = told.get(f"/sources/{example[0]}/record")

        (block,) = re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL)
        for name, numbers in json.loads(block).items():
            shown = {key: rounded(answer[name][key]) for key in numbers}
            assert shown == numbers, name

    def test_the_api_returns_the_result_of_each_row(
        self, told: Told, example: tuple[int, dict[int, Json]]
    ) -> None:
        source, rows = example

        answer = told.get(f"/sources/{source}/record", explain="true")

        shown = {line["fact_id"]: line["result"] for line in answer["explain"]}
        assert shown == {fact: row["result"] for fact, row in rows.items()}

    def test_the_api_returns_the_probability_of_each_row(
        self, told: Told, example: tuple[int, dict[int, Json]]
    ) -> None:
        source, rows = example

        answer = told.get(f"/sources/{source}/record", explain="true")

        shown = {
            line["fact_id"]: (line["position"] or {}).get("probability")
            for line in answer["explain"]
        }
        for fact, row in rows.items():
            stated = row["p of the fact"]
            expected = None if stated == "–" else pytest.approx(float(stated))
            assert shown[fact] == expected, row["fact"]


class TestPage:
    def test_squared_errors_and_their_sum_are_correct(self) -> None:
        scored = [row for row in EXAMPLE if row["p of the fact"] != "–"]
        errors = [float(row["squared error"]) for row in scored]

        for row, error in zip(scored, errors, strict=True):
            came = row["outcome, known"].startswith("yes")
            off = float(row["p of the fact"]) - came
            assert error == pytest.approx(off * off), row["fact"]
        assert f"the last column is {sum(errors):.4g} over eleven facts" in PAGE
        assert len(errors) == 11

    def test_names_every_result(self) -> None:
        named = {row["result"].strip("`") for row in table("## Records")}

        assert named == set(RESULTS)

    def test_states_the_z_that_is_used(self) -> None:
        assert f"z = {Z}" in PAGE

    def test_has_every_estimative_word_and_its_range(self) -> None:
        ranges = {}
        for row in table("## Estimative words"):
            ends = tuple(map(float, re.findall(r"\d\.\d+", row["range"])))
            ranges |= dict.fromkeys(row["words"].split(", "), ends)

        assert ranges.keys() >= WITHOUT_RANGE
        for word, ends in ranges.items():
            (estimate,) = estimates([word])
            assert (estimate.low, estimate.high) == (ends or (None, None)), word
        assert {ends for ends in ranges.values() if ends} == set(RANGES)
