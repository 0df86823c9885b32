import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, the_error, walk
from tests.api.conftest import CountingReader
from tests.api.fact_records import Told


@pytest.fixture
def told(client: TestClient) -> Told:
    return Told(client)


def stances(positions: Json) -> list[tuple[str, str]]:
    return [(one["stance"], one["role"]) for one in positions["stances"]]


class TestReadPositions:
    def test_shows_the_stances_on_each_fact_over_time(self, told: Told) -> None:
        source, first, second = told.source(), told.fact(), told.fact()
        last = told.say(source, first, "denies", at=5)
        claim = told.say(source, first, "supports", at=1)
        told.say(source, second, "no_evidence")
        told.say(told.source(), first, "hedges_for")

        page = told.get(f"/sources/{source}/positions")

        of_first, of_second = page["data"]
        assert page["next_cursor"] is None
        assert of_first["fact_id"] == of_first["fact"]["id"] == first
        assert of_first["state"] == "open"
        assert of_first["stances"] == [
            {
                "claim_id": one["id"],
                "article_id": one["article_id"],
                "article": one["article"],
                "at": f"2022-03-0{at}T00:00:00Z",
                "basis": "said",
                "stance": stance,
                "role": "holds",
            }
            for one, at, stance in ((claim, 1, "supports"), (last, 5, "denies"))
        ]
        assert stances(of_second) == [("no_evidence", "holds")]

    def test_distinguishes_relayed_and_held_stances(self, told: Told) -> None:
        source, other, fact = told.source(), told.source(), told.fact()
        told.say([source, other], fact, "supports", at=1)
        told.say([other, source], fact, "denies", at=2)

        (own,) = told.get(f"/sources/{source}/positions")["data"]
        (others,) = told.get(f"/sources/{other}/positions")["data"]

        assert stances(own) == [("supports", "relays"), ("denies", "holds")]
        assert stances(others) == [("supports", "holds"), ("denies", "relays")]

    def test_follows_facts_that_are_merged_and_unmerged(self, told: Told) -> None:
        source, fact, survivor = told.source(), told.fact(), told.fact()
        told.say(source, fact, "supports", at=1)
        told.say(source, survivor, "denies", at=2)

        told.merge(fact, survivor)
        merged = told.get(f"/sources/{source}/positions")["data"]
        told.unmerge(fact)
        unmerged = told.get(f"/sources/{source}/positions")["data"]

        assert [one["fact_id"] for one in merged] == [survivor]
        assert stances(merged[0]) == [("supports", "holds"), ("denies", "holds")]
        assert [one["fact_id"] for one in unmerged] == [fact, survivor]

    def test_lists_a_claim_on_two_merged_facts_once(self, told: Told) -> None:
        source, fact, survivor = told.source(), told.fact(), told.fact()
        both = [{"fact_id": one, "stance": "supports"} for one in (fact, survivor)]
        told.say(source, fact, stances=both)

        told.merge(fact, survivor)
        merged = told.get(f"/sources/{source}/positions")["data"]
        told.unmerge(fact)
        unmerged = told.get(f"/sources/{source}/positions")["data"]

        assert [one["fact_id"] for one in merged] == [survivor]
        assert stances(merged[0]) == [("supports", "holds")]
        assert [one["fact_id"] for one in unmerged] == [fact, survivor]

    def test_leaves_out_drafts_and_withdrawn_claims(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        told.say(source, fact, review="draft")
        told.say(source, fact, review="rejected")
        told.withdraw(told.say(source, fact))
        told.say(source, fact, "denies", review="disputed")

        (shown,) = told.get(f"/sources/{source}/positions")["data"]

        assert stances(shown) == [("denies", "holds")]

    def test_as_of_shows_what_could_be_known_at_that_time(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        told.say(source, fact, "supports", at=1)
        told.say(source, fact, "denies", at=9)
        told.say(source, told.fact(), at=9)
        told.settle(fact, at=20)

        then = told.get(f"/sources/{source}/positions", as_of="2022-03-05")["data"]
        now = told.get(f"/sources/{source}/positions", as_of="2022-03-25")["data"]

        assert [(one["state"], stances(one)) for one in then] == [
            ("open", [("supports", "holds")])
        ]
        assert [one["state"] for one in now] == ["happened", "open"]
        assert len(now[0]["stances"]) == 2

    @pytest.mark.parametrize("limit", [1, 2, 3])
    def test_is_paginated_by_fact(
        self, client: TestClient, told: Told, limit: int
    ) -> None:
        source, facts = told.source(), told.facts(5)
        for fact in reversed(facts):
            told.say(source, fact, "supports")
            told.say(source, fact, "denies")

        rows = walk(client, f"/sources/{source}/positions?limit={limit}")

        assert [row["fact_id"] for row in rows] == facts
        assert {len(row["stances"]) for row in rows} == {2}

    def test_is_empty_for_a_source_without_stances(self, told: Told) -> None:
        told.say(told.source(), told.fact())

        page = told.get(f"/sources/{told.source()}/positions")

        empty = {"data": [], "next_cursor": None, "hidden": {"drafts": 0}}
        assert page == empty

    def test_needs_equally_many_queries_for_one_fact_and_for_many(
        self, client: TestClient, told: Told, reader: CountingReader
    ) -> None:
        few, many = told.source(), told.source()
        told.say(few, told.fact())
        for fact in told.facts(12):
            told.say(many, fact)

        counts = reader.counts(
            client, f"/sources/{few}/positions", f"/sources/{many}/positions"
        )

        assert counts == [7, 7]

    def test_does_not_find_an_unknown_source(self, client: TestClient) -> None:
        answer = client.get(f"{API}/sources/999999/positions")

        assert answer.status_code == 404

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ("limit=0", "limit"),
            ("as_of=2999-01-01", "as_of"),
            ("as_of=soon", "as_of"),
            ("as_of_kind=record", "as_of"),
            ("role=holds", "role"),
            ("fields=fact", "fields"),
        ],
    )
    def test_reports_the_invalid_parameter(
        self, client: TestClient, source: Json, query: str, parameter: str
    ) -> None:
        answer = client.get(f"{API}/sources/{source['id']}/positions?{query}")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == parameter

    def test_refuses_the_cursor_of_another_list(
        self, client: TestClient, told: Told
    ) -> None:
        source, facts = told.source(), told.facts(2)
        for fact in facts:
            told.say(source, fact)
        path = f"{API}/sources/{source}/positions"
        cursor = client.get(f"{path}?limit=1").json()["next_cursor"]

        answer = client.get(f"{path}?limit=1&as_of=2022-03-05&cursor={cursor}")

        assert answer.status_code == 400
