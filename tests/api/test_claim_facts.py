"""The facts of claims, and the verdicts after which claims were made."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import Json
from tests.api.conftest import CountingReader
from tests.api.fact_records import Told


@pytest.fixture
def told(client: TestClient) -> Told:
    return Told(client)


def claims_of(told: Told, fact: int, **params: Any) -> list[Json]:
    """Return the claims on a fact, the earliest first."""
    rows: list[Json] = told.get(f"/facts/{fact}/claims", sort="dated", **params)["data"]
    return rows


class TestExpandFacts:
    def test_shows_verdicts_and_sides_of_each_fact(self, told: Told) -> None:
        source, (fact, other) = told.source(), told.facts(2)
        told.assess(fact, "misleading", at=10)
        stances = [
            {"fact_id": fact, "stance": "supports"},
            {"fact_id": other, "stance": "denies"},
        ]
        claim = told.say(source, fact, at=15, stances=stances)
        path = f"/claims/{claim['id']}"

        (first, second) = told.get(path, expand="facts")["facts"]

        whole = told.get(f"/facts/{fact}")
        for key in ("id", "slug", "statement", "verdicts", "sides"):
            assert first[key] == whole[key]
        assert (first["stance"], second["stance"]) == ("supports", "denies")
        assert first["after_verdict"]["verdict"] == "misleading"
        assert (second["verdicts"], second["after_verdict"]) == ([], None)
        assert "facts" not in told.get(path)
        assert told.get(path, fields="facts")["facts"] == [first, second]
        for lists in (
            f"/articles/{claim['article_id']}/claims",
            f"/sources/{source}/claims",
            f"/facts/{fact}/claims",
        ):
            (row,) = told.get(lists, expand="facts")["data"]
            assert row["facts"] == [first, second]
            assert "stances" not in row

    def test_shows_verdicts_known_at_as_of(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        claim = told.say(source, fact, at=5)
        told.assess(fact, "true", at=10)
        path = f"/claims/{claim['id']}"
        recorded = {"as_of": claim["created_at"], "as_of_kind": "record"}

        def seen(**params: Any) -> tuple[int, int]:
            (found,) = told.get(path, expand="facts", **params)["facts"]
            return len(found["verdicts"]), found["sides"]["supports"]

        assert seen() == (1, 1)
        assert seen(as_of="2022-03-08") == (0, 1)
        assert seen(**recorded) == (0, 1)
        (row,) = claims_of(told, fact, expand="facts", **recorded)
        assert row["facts"][0]["verdicts"] == []

    def test_takes_as_many_reads_for_one_as_for_many(
        self, client: TestClient, told: Told, reader: CountingReader
    ) -> None:
        source = told.source()
        for fact in told.facts(9):
            told.say(source, fact)
            told.assess(fact, "false")
        paths = [f"/sources/{source}/claims?expand=facts&limit={n}" for n in (1, 9)]

        one, nine = reader.counts(client, *paths)

        assert one == nine


class TestReadClaimsOfFact:
    def test_marks_claims_after_a_rating_of_false(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        told.assess(fact, "false", at=10)
        for at in (9, 10, 11):
            told.say(source, fact, at=at)
        last = told.say(source, fact, "denies", at=12)

        found = [row["after_verdict"] for row in claims_of(told, fact)]

        held = told.get(f"/facts/{fact}/assessments")["data"][0]
        verdict = {
            "assessment_id": held["id"],
            "verdict": "false",
            "as_of": "2022-03-10T00:00:00Z",
        }
        assert found == [None, None, verdict, None]
        then = {"as_of": last["created_at"], "as_of_kind": "record"}
        told.assess(fact, "true", at=11)
        told.assess(fact, "unverified", at=10)
        assert [row["after_verdict"] for row in claims_of(told, fact)] == [None] * 4
        recorded = [row["after_verdict"] for row in claims_of(told, fact, **then)]
        assert recorded == [None, None, verdict, None]

    def test_can_return_after_verdict_as_the_only_field(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        claim = told.say(source, fact)

        (row,) = claims_of(told, fact, fields="after_verdict")

        assert row == {"id": claim["id"], "after_verdict": None}
