"""Track records of sources; ``test_method`` has the table counted by hand."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, pages, the_error, unnamed
from tests.api.conftest import CountingReader
from tests.api.fact_records import Told

pytestmark = pytest.mark.every_case

RESULTS = (
    "borne_out",
    "not_borne_out",
    "between",
    "annulled",
    "conflicting",
    "hindsight",
    "only_after_verdict",
    "retracted",
    "open",
    "without_sign",
)


@pytest.fixture
def told(client: TestClient) -> Told:
    return Told(client)


def results(part: Json) -> dict[str, int]:
    """Return the counts above 0."""
    return {name: part[name] for name in RESULTS if part[name]}


def record_of(told: Told, source: int, **params: Any) -> Json:
    return told.get(f"/sources/{source}/record", **params)


def settled(told: Told, chain: Any, number: int, value: str = "yes") -> list[int]:
    """Let a source be for some facts that are settled afterwards."""
    facts = told.facts(number)
    for fact in facts:
        told.say(chain, fact)
        told.settle(fact, value)
    return facts


class TestReadRecordOfSource:
    def test_names_its_source_and_its_basis(self, told: Told) -> None:
        source = told.source(name="Mira Novak")

        answer = record_of(told, source)

        ref = {"id": source, "name": "Mira Novak", "label": "Mira Novak"}
        assert answer["source_id"] == source
        assert answer["source"] == ref | {"kind": "person"}
        assert (answer["by"], answer["assessor_id"], answer["assessor"]) == (
            "outcome",
            None,
            None,
        )
        assert (answer["as_of"], answer["as_of_kind"]) == (None, "world")
        assert (answer["printed"], answer["explain"]) == (None, None)

    def test_is_empty_for_a_source_without_claims(self, told: Told) -> None:
        answer = record_of(told, told.source())

        assert results(answer["held"]) == results(answer["relayed"]) == {}
        assert (answer["rate"]["n"], answer["rate"]["value"]) == (0, None)
        assert (answer["brier"]["n"], answer["brier"]["value"]) == (0, None)

    def test_has_a_rate_from_ten_facts_on(self, told: Told) -> None:
        source = told.source()
        settled(told, source, 9)
        before = record_of(told, source)["rate"]
        settled(told, source, 1, "no")

        after = record_of(told, source)["rate"]

        assert (before["value"], before["low"], before["high"]) == (None, None, None)
        assert before["reason"].startswith("Only 9 ")
        assert (after["value"], after["n"], after["reason"]) == (0.9, 10, None)
        assert 0.59 < after["low"] < 0.9 < after["high"] < 0.99

    def test_counts_relayed_claims_separately(self, told: Told) -> None:
        source, other = told.source(), told.source()
        settled(told, [source, other], 2)
        settled(told, source, 1, "no")

        relaying, holding = record_of(told, source), record_of(told, other)

        assert results(relaying["held"]) == {"not_borne_out": 1}
        assert results(relaying["relayed"]) == {"borne_out": 2}
        assert relaying["rate"]["n"] == 1
        assert results(holding["held"]) == {"borne_out": 2}
        assert results(holding["relayed"]) == {}

    def test_counts_joint_stances_for_each_holder(self, told: Told) -> None:
        sources, fact = [told.source(), told.source()], told.fact()
        steps = [
            {"position": 1, "source_id": one, "relation": "said"} for one in sources
        ]
        told.say(steps, fact)
        told.settle(fact)

        for source in sources:
            assert results(record_of(told, source)["held"]) == {"borne_out": 1}

    def test_is_open_before_the_outcome_is_known(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        told.say(source, fact, at=1)
        told.settle(fact, at=20)

        def then(as_of: str) -> dict[str, int]:
            return results(record_of(told, source, as_of=as_of)["held"])

        assert then("2022-02-01") == {}
        assert then("2022-03-19") == {"open": 1}
        assert then("2022-03-20") == {"borne_out": 1}

    def test_returns_the_instant_of_as_of(self, told: Told) -> None:
        answer = record_of(told, told.source(), as_of="2022-03-19")

        assert answer["as_of"] == "2022-03-19T23:59:59.999999Z"
        assert "published by 2022-03-19T23:59:59Z" in answer["held"]["selection"]

    def test_scores_no_hindsight(self, told: Told) -> None:
        source, late, turned = told.source(), told.fact(), told.fact()
        told.say(source, late, at=21)
        told.say(source, turned, "denies", at=1)
        told.say(source, turned, "supports", at=25)
        for fact in (late, turned):
            told.settle(fact, at=20)

        answer = record_of(told, source)

        assert results(answer["held"]) == {"hindsight": 1, "not_borne_out": 1}

    def test_reports_opposite_stances_at_one_time_as_conflicting(
        self, told: Told
    ) -> None:
        source, fact, other = told.source(), told.fact(), told.fact()
        for stance in ("supports", "denies"):
            told.say(source, fact, stance, at=1)
            told.say(source, other, stance, at=1)
        told.say(source, other, "hedges_for", at=2)
        for one in (fact, other):
            told.settle(one)

        held = record_of(told, source)["held"]

        assert results(held) == {"conflicting": 1, "borne_out": 1}
        assert held["hedged"] == {"borne_out": 1, "not_borne_out": 0, "between": 0}

    def test_follows_facts_that_are_merged(self, told: Told) -> None:
        source, fact, survivor = told.source(), told.fact(), told.fact()
        told.say(source, fact, "denies", at=1)
        told.say(source, survivor, "supports", at=2)
        told.settle(survivor)

        told.merge(fact, survivor)
        merged = record_of(told, source)["held"]
        told.unmerge(fact)
        unmerged = record_of(told, source)["held"]

        assert (merged["facts"], merged["claims"]) == (1, 2)
        assert results(merged) == {"borne_out": 1}
        assert results(unmerged) == {"borne_out": 1, "open": 1}

    def test_omits_drafts_and_withdrawn_claims(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        told.settle(fact)
        told.say(source, fact, review="draft")
        told.say(source, fact, review="rejected")
        told.withdraw(told.say(source, fact))

        assert results(record_of(told, source)["held"]) == {}

    @pytest.mark.parametrize(
        ("kind", "reason"),
        [
            ("group", "A group has no track record: its members change."),
            (
                "document",
                "A document has no track record: it makes its statements only once.",
            ),
        ],
    )
    def test_has_no_rate_for_a_group_or_a_document(
        self, told: Told, kind: str, reason: str
    ) -> None:
        source = told.source(kind)
        settled(told, source, 10)

        answer = record_of(told, source)

        assert (answer["rate"]["value"], answer["rate"]["reason"]) == (None, reason)
        assert (answer["brier"]["value"], answer["brier"]["reason"]) == (None, reason)
        assert results(answer["held"]) == {"borne_out": 10}
        assert answer["rate"]["n"] == 10

    @pytest.mark.parametrize("kind", ["organisation", "outlet", "person"])
    def test_has_a_rate_for_organisations_outlets_and_persons(
        self, told: Told, kind: str
    ) -> None:
        source = told.source(kind)
        settled(told, source, 10)

        assert record_of(told, source)["rate"]["value"] == 1

    @pytest.mark.parametrize(
        ("kind", "reason"),
        [
            ("anonymous_person", "An unnamed source is not "),
            ("anonymous_group", "An unnamed source is not "),
            ("unresolved", "The identity of this source is unknown."),
        ],
    )
    def test_has_no_rate_for_unnamed_and_unresolved_sources(
        self, told: Told, kind: str, reason: str
    ) -> None:
        fact = told.fact()
        claim = told.say([unnamed("an official", kind)], fact)
        told.settle(fact)

        answer = record_of(told, claim["speakers"][0]["id"])

        assert answer["rate"]["reason"].startswith(reason)
        assert answer["source"]["label"].endswith(f"#{answer['source_id']}")
        assert results(answer["held"]) == {"borne_out": 1}

    def test_counts_claims_of_others_that_an_outlet_printed_separately(
        self, told: Told
    ) -> None:
        outlet, other = told.source("outlet"), told.source()
        article, fact = told.article(outlet), told.fact()
        told.say(other, fact, "denies", article=article)
        told.say(outlet, fact, "supports", article=article, form="own_voice")
        told.say([unnamed("an aide")], fact, "supports", article=article)
        told.say(other, told.fact(), article=told.article(told.source("outlet")))
        told.settle(fact)

        answer = record_of(told, outlet)

        assert results(answer["held"]) == {"borne_out": 1}
        assert results(answer["printed"]) == {"borne_out": 1, "not_borne_out": 1}
        sizes = ("pairs", "sources", "facts", "claims")
        assert [answer["printed"][size] for size in sizes] == [2, 2, 1, 2]
        assert "printed and in which another source" in answer["printed"]["selection"]

    def test_needs_equally_many_queries_for_one_fact_and_for_many(
        self, client: TestClient, told: Told, reader: CountingReader
    ) -> None:
        few, many = told.source(), told.source()
        settled(told, few, 1)
        settled(told, many, 12)
        paths = [f"/sources/{one}/record?explain=true" for one in (few, many)]

        assert reader.counts(client, *paths) == [8, 8]

    def test_describes_the_selection_of_its_claims(self, told: Told) -> None:
        source = told.source(name="Mira Novak")
        settled(told, source, 2)
        told.say(source, told.fact(), "no_evidence")
        told.say(source, told.fact())

        answer = record_of(told, source)

        assert answer["held"]["selection"] == (
            "Every reviewed claim in which Mira Novak holds a stance on a fact: "
            "4 claims on 4 facts. Of these facts, 2 are resolved by their outcomes, "
            "1 is open, and for 1 no side was taken. Analysts chose which claims are "
            "recorded and which facts are followed: this is not a sample of everything "
            "that was said."
        )
        assert answer["rate"]["selection"].startswith("2 of the 4 held positions: ")
        assert answer["brier"]["selection"].startswith("0 of the 2 positions in ")

    def test_has_an_etag(self, client: TestClient, told: Told) -> None:
        path = f"{API}/sources/{told.source()}/record"
        etag = client.get(path).headers["etag"]

        again = client.get(path, headers={"if-none-match": etag})

        assert again.status_code == 304


class TestByAssessor:
    @pytest.mark.parametrize(
        ("verdict", "result"),
        [
            ("true", "borne_out"),
            ("mostly_true", "borne_out"),
            ("mixed", "between"),
            ("misleading", "between"),
            ("mostly_false", "not_borne_out"),
            ("false", "not_borne_out"),
            ("contested", "open"),
            ("unverified", "open"),
            ("unverifiable", "open"),
        ],
    )
    def test_scores_by_the_verdict_of_the_assessor(
        self, told: Told, verdict: str, result: str
    ) -> None:
        source, assessor, fact = told.source(), told.source("organisation"), told.fact()
        told.say(source, fact)
        told.assess(fact, verdict, assessor=assessor)

        answer = record_of(told, source, by=f"assessor:{assessor}")

        assert results(answer["held"]) == {result: 1}
        assert answer["by"] == "assessor"
        assert answer["assessor_id"] == answer["assessor"]["id"] == assessor

    def test_keeps_verdicts_and_outcomes_separate(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        one, other = told.source("organisation"), told.source("organisation")
        told.say(source, fact)
        told.assess(fact, "false", assessor=one)
        told.assess(fact, "mixed")
        told.settle(fact, "yes")

        def by(name: str) -> dict[str, int]:
            return results(record_of(told, source, by=name)["held"])

        assert by("outcome") == {"borne_out": 1}
        assert by(f"assessor:{one}") == {"not_borne_out": 1}
        assert by(f"assessor:{other}") == {"open": 1}
        assert by("assessor:desk") == {"between": 1}

    def test_uses_the_latest_verdict(self, told: Told) -> None:
        source, assessor, fact = told.source(), told.source("organisation"), told.fact()
        told.say(source, fact, at=5)
        told.assess(fact, "false", assessor=assessor, at=10)
        told.assess(fact, "true", assessor=assessor, at=20)
        told.assess(fact, "false", assessor=assessor, at=4)
        by = {"by": f"assessor:{assessor}"}

        now = record_of(told, source, **by)
        then = record_of(told, source, as_of="2022-03-15", **by)

        assert results(now["held"]) == {"borne_out": 1}
        assert results(then["held"]) == {"not_borne_out": 1}

    def test_scores_no_hindsight(self, told: Told) -> None:
        source, assessor, fact = told.source(), told.source("organisation"), told.fact()
        told.say(source, fact, at=21)
        told.assess(fact, "true", assessor=assessor, at=20)

        answer = record_of(told, source, by=f"assessor:{assessor}")

        assert results(answer["held"]) == {"hindsight": 1}

    def test_scores_no_forecasts(self, told: Told) -> None:
        answer = record_of(told, told.source(), by="assessor:desk")

        assert answer["brier"]["value"] is None
        assert answer["brier"]["reason"].startswith("A verdict is the opinion of")
        assert "verdicts of our own desk" in answer["held"]["selection"]


class TestExplain:
    def test_lists_counted_and_uncounted_claims(self, told: Told) -> None:
        source, fact, other = told.source(), told.fact(), told.fact()
        early = told.say(source, fact, "denies", at=1)
        last = told.say(source, fact, "hedges_for", at=2)
        silent = told.say(source, fact, "noncommittal", at=3)
        late = told.say(source, fact, "supports", at=25)
        told.settle(fact, at=20)
        none = told.say(source, other, "no_evidence", at=1)

        first, second = record_of(told, source, explain="true")["explain"]

        assert first["fact_id"] == first["fact"]["id"] == fact
        assert first["source"]["id"] == source
        assert (first["part"], first["result"]) == ("held", "borne_out")
        assert first["counted"] is True
        assert first["position"] == {
            "at": "2022-03-02T00:00:00Z",
            "stances": ["hedges_for"],
            "claim_ids": [last["id"]],
            "probability": None,
        }
        assert first["settled"] == {"value": "yes", "at": "2022-03-20T00:00:00Z"}
        assert first["hindsight_claim_ids"] == [late["id"]]
        assert first["other_claim_ids"] == [early["id"], silent["id"]]
        assert (second["result"], second["counted"]) == ("without_sign", False)
        assert (second["position"], second["settled"]) == (None, None)
        assert second["other_claim_ids"] == [none["id"]]

    @pytest.mark.parametrize("limit", [1, 2, 3])
    def test_is_paginated(self, client: TestClient, told: Told, limit: int) -> None:
        outlet, other = told.source("outlet"), told.source()
        for fact in told.facts(2):
            article = told.article(outlet)
            told.say([outlet, other], fact, article=article)
            told.say([unnamed("an aide")], fact, article=article)
            told.say(outlet, fact, article=article, form="own_voice")
        path = f"/sources/{outlet}/record"

        whole = told.get(path, explain="true")["explain"]
        paged = list(pages(client, f"{path}?explain=true&limit={limit}"))

        assert [line for page in paged for line in page["explain"]] == whole
        assert [line["part"] for line in whole] == sorted(
            ["held"] * 2 + ["printed"] * 4 + ["relayed"] * 2
        )
        assert len({str(page["held"]) for page in paged}) == 1

    def test_results_add_up_to_the_counts(self, told: Told) -> None:
        source = told.source()
        settled(told, source, 2)
        settled(told, source, 1, "no")
        settled(told, source, 1, "annulled")

        answer = record_of(told, source, explain="true")

        listed = [line["result"] for line in answer["explain"]]
        assert {name: listed.count(name) for name in set(listed)} == results(
            answer["held"]
        )
        counted = [line for line in answer["explain"] if line["counted"]]
        assert len(counted) == answer["rate"]["n"]


class TestRefusals:
    @pytest.mark.portable
    @pytest.mark.parametrize(
        "query",
        [
            "by=us",
            "by=assessor",
            "by=assessor:0",
            "by=assessor:9999999999999999",
            "by=assessor:-1",
            "by=assessor:999999",
            "explain=yes",
            "cursor=WyI4ZjM0Il0",
            "as_of=2999-01-01",
            "limit=1001",
            "descriptor=x",
        ],
    )
    def test_name_the_invalid_parameter(
        self, client: TestClient, source: Json, query: str
    ) -> None:
        answer = client.get(f"{API}/sources/{source['id']}/record?{query}")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == query.partition("=")[0]

    def test_a_cursor_of_another_list_is_refused(
        self, client: TestClient, told: Told
    ) -> None:
        source = told.source()
        settled(told, source, 2)
        path = f"{API}/sources/{source}/record?explain=true&limit=1"
        cursor = client.get(path).json()["next_cursor"]

        answer = client.get(f"{path}&by=assessor:desk&cursor={cursor}")

        assert answer.status_code == 400

    def test_an_unknown_source_is_not_found(self, client: TestClient) -> None:
        assert client.get(f"{API}/sources/999999/record").status_code == 404
