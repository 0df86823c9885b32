"""Facts show the newest verdict of each assessor, and their claims by stance."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json
from tests.api.conftest import CountingReader
from tests.api.fact_records import Told
from tests.api.identity_records import Identified
from tests.keys import shown

NONE = {
    "supports": 0,
    "hedges_for": 0,
    "noncommittal": 0,
    "no_evidence": 0,
    "hedges_against": 0,
    "denies": 0,
}
VIEWS = [(), ("as_of",), ("as_of", "as_of_kind")]


@pytest.fixture
def told(client: TestClient) -> Identified:
    return Identified(client)


def verdicts(record: Json) -> list[tuple[int | None, str]]:
    return [(one["assessor_id"], one["verdict"]) for one in record["verdicts"]]


def listed(told: Told, fact: int, **params: Any) -> Json:
    """Return a fact as the list shows it; it is the same as by itself."""
    (row,) = (r for r in told.get("/facts", **params)["data"] if r["id"] == fact)
    assert told.get(f"/facts/{fact}", **params) == row
    found: Json = row
    return found


class TestReadFacts:
    def test_a_new_fact_has_no_verdicts_and_no_claims(self, told: Told) -> None:
        made = told.post("/facts", {"statement": "It will rain."})

        assert (made["verdicts"], made["sides"]) == ([], NONE)

    def test_shows_the_newest_verdict_of_each_assessor(self, told: Told) -> None:
        fact, assessor = told.fact(), told.source("organisation", name="Checkers")
        told.assess(fact, "true", assessor=assessor, at=12)
        told.assess(fact, "false", assessor=assessor, at=10)
        told.assess(fact, "mixed", at=11)

        found = listed(told, fact)

        assert verdicts(found) == [(assessor, "true"), (None, "mixed")]
        (first, desk) = found["verdicts"]
        assert first["assessor"]["name"] == "Checkers"
        assert first["as_of"] == "2022-03-12T00:00:00Z"
        assert desk["assessor"] is None
        held = told.get(f"/facts/{fact}/assessments")["data"]
        assert first["assessment_id"] == held[0]["id"]

    def test_treats_merged_assessors_as_one(self, told: Identified) -> None:
        fact, one, other = told.fact(), told.source(), told.source()
        told.assess(fact, "true", assessor=one, at=12)
        told.assess(fact, "false", assessor=other, at=10)
        before = listed(told, fact)["updated_at"]
        recorded = {"as_of": before, "as_of_kind": "record"}

        told.joined(one, other)

        assert verdicts(listed(told, fact)) == [(other, "true")]
        then = told.get(f"/facts/{fact}", **recorded)
        assert verdicts(then) == [(one, "true"), (other, "false")]

    def test_counts_claims_by_stance(self, told: Told) -> None:
        source, (fact, other) = told.source(), told.facts(2)
        for stance in ("supports", "supports", "denies", "no_evidence"):
            told.say(source, fact, stance)
        told.say(source, other, "hedges_for")
        told.say(source, fact, review="draft")
        told.withdraw(told.say(source, fact))
        rejudged = told.say(source, fact, "hedges_against")["id"]
        told.client.delete(
            f"{API}/claims/{rejudged}/stances/{fact}?reason=misread",
            headers={"if-match": "*"},
        )

        found = listed(told, fact)

        expected = NONE | {"supports": 2, "denies": 1, "no_evidence": 1}
        assert found["sides"] == expected
        assert listed(told, other)["sides"] == NONE | {"hedges_for": 1}

    def test_uses_only_knowledge_by_as_of(self, told: Told) -> None:
        source, fact = told.source(), told.fact(opens_at="2022-03-01T00:00:00Z")
        first = told.say(source, fact, at=5)
        told.assess(fact, "mixed", at=8)
        told.assess(fact, "true", at=12)
        last = told.say(source, fact, "denies", at=15)
        recorded = {"as_of": first["created_at"], "as_of_kind": "record"}

        then = listed(told, fact, as_of="2022-03-10")
        before = listed(told, fact, as_of="2022-03-04")
        as_recorded = told.get(f"/facts/{fact}", **recorded)

        assert (verdicts(then), then["sides"]["supports"]) == ([(None, "mixed")], 1)
        assert then["sides"]["denies"] == 0
        assert (before["verdicts"], before["sides"]) == ([], NONE)
        assert (as_recorded["verdicts"], as_recorded["sides"]) == (
            [],
            NONE | {"supports": 1},
        )
        now = told.get(f"/facts/{fact}")
        whole = told.get(
            f"/facts/{fact}", as_of=last["created_at"], as_of_kind="record"
        )
        assert (whole["verdicts"], whole["sides"]) == (now["verdicts"], now["sides"])

    def test_includes_judgements_of_merged_facts(self, told: Told) -> None:
        source, (one, other) = told.source(), told.facts(2)
        both = told.say(source, one)
        told.say(source, other, "denies")
        stance = {"stance": "supports"}
        path = f"{API}/claims/{both['id']}/stances/{other}?reason=both"
        assert told.client.put(path, json=stance, headers={"if-match": "*"}).is_success
        told.assess(one, "true", at=12)

        told.merge(one, other)

        found = listed(told, other)
        assert found["sides"] == NONE | {"supports": 1, "denies": 1}
        assert verdicts(found) == [(None, "true")]

    def test_does_not_count_restricted_claims_for_readers(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        told.say(source, fact)
        told.say(source, fact, "denies", visibility="restricted")

        seen = told.client.get(f"{API}/facts/{fact}", headers=shown("reader")).json()

        assert listed(told, fact)["sides"] == NONE | {"supports": 1, "denies": 1}
        assert seen["sides"] == NONE | {"supports": 1}

    def test_takes_as_many_reads_for_one_as_for_many(
        self, client: TestClient, told: Told, reader: CountingReader
    ) -> None:
        source = told.source()
        for fact in told.facts(9):
            told.say(source, fact)
            told.assess(fact, "true")

        one, nine = reader.counts(client, "/facts?limit=1", "/facts?limit=9")

        assert one == nine == 3
