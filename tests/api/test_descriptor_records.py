from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, step, the_error, unnamed
from tests.api.conftest import CountingReader
from tests.api.fact_records import Told
from tests.api.test_track_records import results

OFFICIALS = "US officials"


@pytest.fixture
def told(client: TestClient) -> Told:
    return Told(client)


@pytest.fixture
def outlet(told: Told) -> int:
    return told.source("outlet", name="CNN")


def record_of(told: Told, outlet: int, called: str = OFFICIALS, **params: Any) -> Json:
    return told.get("/stats/record", descriptor=called, outlet=outlet, **params)


def officials(name: str = OFFICIALS, kind: str = "anonymous_group") -> list[Json]:
    return [unnamed(name, kind)]


class TestReadRecordOfDescriptor:
    def test_counts_each_source_on_each_fact(self, told: Told, outlet: int) -> None:
        right, wrong = told.fact(), told.fact()
        told.settle(right, "yes")
        told.settle(wrong, "no")
        first, second = told.article(outlet), told.article(outlet)
        for article in (first, second):
            told.say(officials(), right, article=article)
        told.say(officials(), right, article=second)
        told.say(officials(), wrong, article=second)

        answer = record_of(told, outlet)

        assert answer["descriptor"] == OFFICIALS
        assert answer["outlet_id"] == answer["outlet"]["id"] == outlet
        assert results(answer["held"]) == {"borne_out": 2, "not_borne_out": 1}
        sizes = ("pairs", "sources", "facts", "claims")
        assert [answer["held"][size] for size in sizes] == [3, 2, 2, 4]

    def test_ignores_other_descriptors_outlets_and_named_sources(
        self, told: Told, outlet: int
    ) -> None:
        fact, elsewhere = told.fact(), told.source("outlet")
        named = told.source("group", name=OFFICIALS)
        told.say(officials("senior US officials"), fact, article=told.article(outlet))
        told.say(officials(), fact, article=told.article(elsewhere))
        told.say(named, fact, article=told.article(outlet))

        answer = record_of(told, outlet)

        assert answer["held"]["pairs"] == answer["relayed"]["pairs"] == 0

    @pytest.mark.parametrize("kind", ["anonymous_person", "anonymous_group"])
    @pytest.mark.parametrize("called", ["us OFFICIALS", "ÚS officials"])
    def test_ignores_case_accents_and_the_kind_of_unnamed_source(
        self, told: Told, outlet: int, kind: str, called: str
    ) -> None:
        told.say(officials(kind=kind), told.fact(), article=told.article(outlet))

        answer = record_of(told, outlet, called)

        assert answer["descriptor"] == called
        assert results(answer["held"]) == {"open": 1}

    def test_counts_relayed_claims_separately(self, told: Told, outlet: int) -> None:
        fact, pentagon = told.fact(), told.source("organisation")
        told.settle(fact)
        relaying = unnamed(OFFICIALS, "anonymous_group") | {"relation": "relays"}
        told.say([relaying, step(pentagon, 2)], fact, article=told.article(outlet))

        answer = record_of(told, outlet)

        assert results(answer["held"]) == {}
        assert results(answer["relayed"]) == {"borne_out": 1}

    def test_returns_a_rate_for_ten_resolved_facts(
        self, told: Told, outlet: int
    ) -> None:
        for number in range(10):
            fact = told.fact()
            told.say(officials(), fact, article=told.article(outlet))
            told.settle(fact, "yes" if number else "no")

        answer = record_of(told, outlet)

        assert (answer["rate"]["value"], answer["rate"]["n"]) == (0.9, 10)
        assert answer["held"]["selection"].startswith(
            "Every reviewed claim that CNN printed and in which an unnamed source "
            "called “US officials” holds a stance on a fact: 10 claims on 10 facts by "
            "10 sources, 10 pairs of a source and a fact."
        )

    def test_returns_no_rate_for_one_resolved_fact(
        self, told: Told, outlet: int
    ) -> None:
        fact = told.fact()
        told.say(officials(), fact, article=told.article(outlet))
        told.settle(fact)

        rate = record_of(told, outlet)["rate"]

        assert (rate["value"], rate["n"]) == (None, 1)
        assert rate["reason"].startswith("Only 1 ")

    def test_uses_only_knowledge_by_as_of(self, told: Told, outlet: int) -> None:
        fact = told.fact()
        told.say(officials(), fact, article=told.article(outlet, at=1))
        told.say(officials(), fact, article=told.article(outlet, at=9))
        told.settle(fact, at=20)

        then = record_of(told, outlet, as_of="2022-03-05")

        assert then["as_of"] == "2022-03-05T23:59:59.999999Z"
        assert results(then["held"]) == {"open": 1}
        assert results(record_of(told, outlet)["held"]) == {"borne_out": 2}

    def test_uses_the_verdicts_of_an_assessor(self, told: Told, outlet: int) -> None:
        fact, assessor = told.fact(), told.source("organisation", name="PolitiFact")
        told.say(officials(), fact, article=told.article(outlet))
        told.assess(fact, "mostly_false", assessor=assessor)

        answer = record_of(told, outlet, by=f"assessor:{assessor}")

        assert results(answer["held"]) == {"not_borne_out": 1}
        assert "the latest verdicts of PolitiFact" in answer["held"]["selection"]

    def test_explains_the_counted_sources(self, told: Told, outlet: int) -> None:
        facts = told.facts(2)
        articles = [told.article(outlet), told.article(outlet)]
        claims = [
            told.say(officials(), fact, article=article)
            for fact in facts
            for article in articles
        ]

        answer = record_of(told, outlet, explain="true")

        lines = answer["explain"]
        assert [line["position"]["claim_ids"] for line in lines] == [
            [claim["id"]] for claim in claims
        ]
        labels = {line["source"]["label"] for line in lines}
        assert len(labels) == 2
        assert all(
            label.startswith("US officials · CNN 2022-03-01 ") for label in labels
        )

    def test_takes_as_many_reads_for_one_fact_as_for_many(
        self, client: TestClient, told: Told, outlet: int, reader: CountingReader
    ) -> None:
        for number, name in ((1, "few"), (12, "many")):
            for fact in told.facts(number):
                told.say(officials(name), fact, article=told.article(outlet))
        paths = [
            f"/stats/record?descriptor={name}&outlet={outlet}"
            for name in ("few", "many")
        ]

        assert reader.counts(client, *paths) == [8, 8]


class TestRefusals:
    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("params", "parameter"),
        [
            ({"outlet": None}, "outlet"),
            ({"descriptor": None}, "descriptor"),
            ({"descriptor": ""}, "descriptor"),
            ({"descriptor": "\u0301"}, "descriptor"),
            ({"descriptor": "x" * 501}, "descriptor"),
            ({"outlet": "0"}, "outlet"),
            ({"outlet": "999999"}, "outlet"),
            ({"by": "assessor:999999"}, "by"),
            ({"as_of_kind": "record", "as_of": "2022-03-05"}, "as_of_kind"),
        ],
    )
    def test_report_the_wrong_parameter(
        self, client: TestClient, outlet: int, params: Json, parameter: str
    ) -> None:
        given = {"descriptor": OFFICIALS, "outlet": outlet} | params
        given = {name: value for name, value in given.items() if value is not None}

        answer = client.get(f"{API}/stats/record", params=given)

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == parameter

    def test_a_source_that_is_not_an_outlet_is_refused(
        self, client: TestClient, told: Told
    ) -> None:
        given = {"descriptor": OFFICIALS, "outlet": told.source("organisation")}

        answer = client.get(f"{API}/stats/record", params=given)

        assert answer.status_code == 422
        assert the_error(answer)["message"] == (
            "Must be the id of a source of kind outlet."
        )
