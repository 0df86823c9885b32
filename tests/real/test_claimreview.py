"""1,283 fact-checked claims, imported by the script in the documentation."""

import gzip
import runpy
from itertools import islice
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import BACKENDS, ROOT
from tests.real.conftest import real_file
from tests.rounds import ROUNDS

Json = dict[str, Any]
SCRIPT = ROOT / "docs" / "examples" / "import_claimreview.py"
# `make fuzz` imports every claim, `make test` some; fewer on PostgreSQL, as the script
# knows nothing of databases.
EVERY = {"sqlite": 5, "postgresql": 10} if ROUNDS == 1 else dict.fromkeys(BACKENDS, 1)
REFUSED = {1: 19, 5: 3, 10: 1}
DRAFTS = {1: 1275, 5: 258, 10: 132}


@pytest.fixture(scope="module")
def refused(client: TestClient, backend: str) -> list[tuple[Json, Json, Json]]:
    """The rejected entries of the file."""
    path = real_file("claimreview/factcheck_api_ar.jsonl.gz")

    def post(path: str, body: Json) -> tuple[int, Json]:
        answer = client.post(f"/api/v1{path}", json=body)
        return answer.status_code, answer.json()

    load = runpy.run_path(str(SCRIPT))["load"]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return list(load(islice(lines, None, None, EVERY[backend]), post=post))


def test_the_script_is_short() -> None:
    assert len(SCRIPT.read_text("utf-8").splitlines()) <= 40


def test_only_contradictions_and_duplicates_are_refused(
    refused: list[tuple[Json, Json, Json]], backend: str
) -> None:
    """It dates words after the article that prints them, and has some claims twice."""
    for article, claim, answer in refused:
        if answer["status"] == 409:
            assert answer["conflict"]["resource"] == "claim", answer
            continue
        (error,) = answer["errors"]
        assert error["pointer"].endswith("said"), answer
        assert claim["said"] > article["published"]
    assert len(refused) == REFUSED[EVERY[backend]]


@pytest.mark.usefixtures("refused")
def test_lists_have_the_number_of_hidden_drafts(
    client: TestClient, backend: str
) -> None:
    page = client.get("/api/v1/claims?limit=1").json()

    assert page["data"] == []
    assert page["hidden"] == {"drafts": DRAFTS[EVERY[backend]]}
    listed = client.get("/api/v1/claims?review=draft&include=total&limit=1").json()
    assert listed["total"] == DRAFTS[EVERY[backend]]


@pytest.mark.usefixtures("refused")
@pytest.mark.parametrize(("year", "some"), [(2024, True), (2025, True), (2026, False)])
def test_articles_are_found_by_their_year_only(
    client: TestClient, year: int, *, some: bool
) -> None:
    between = {"published_from": f"{year}-01-01", "published_to": f"{year + 1}-01-01"}

    found = client.get("/api/v1/articles", params=between).json()["data"]

    assert bool(found) == some
