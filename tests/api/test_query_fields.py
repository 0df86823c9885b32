"""Fields of the query ``q``: `speaker:nato likely`."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.settings import MAX_ID
from db.queries.claims import MAX_VALUES_LOOKED_UP
from tests.api.bodies import API, Json, ids
from tests.api.identity_records import Identified
from tests.emptying import Once
from tests.keys import shown


@dataclass(frozen=True)
class Told:
    """A client, and the ids of two claims of NATO and one of another source."""

    client: TestClient
    source: int
    article: int
    likely: int
    denied: int
    other: int

    def found(self, query: str, path: str = "/claims", **params: str) -> list[int]:
        answer = self.client.get(API + path, params={"q": query} | params)
        assert answer.status_code == 200, answer.text
        return ids(answer.json()["data"])

    def refused(self, query: str, path: str = "/claims") -> Json:
        answer = self.client.get(API + path, params={"q": query})
        assert answer.status_code == 422, answer.text
        (error,) = answer.json()["errors"]
        assert error["parameter"] == "q"
        found: Json = error
        return found


@pytest.fixture
def told(client: TestClient, once: Once) -> Told:
    return Told(client, *once("claims of two sources", lambda: record(client)))


def record(client: TestClient) -> tuple[int, ...]:
    """Record a source, its article and claims, and a claim of another source."""
    told = Identified(client)
    nato = told.source(
        "organisation",
        name="NATO",
        names=[{"name": "North Atlantic Alliance"}],
        identifiers=[{"scheme": "wikidata", "value": "Q7184"}],
    )
    outlet = told.source("outlet", name="The Courier")
    fact, article = told.fact(slug="it-rains"), told.article(outlet, at=2)
    told.change(f"/articles/{article}", {"title": "Sleet", "language": "en-GB"})
    likely = told.say(
        nato, fact, article=article, text="Rain is likely.", tags=["Rain"], at=1
    )
    denied = told.say(nato, told.fact(), text="No rain.", act="denial", at=2)
    other = told.say(told.source(), told.fact(), text="It is likely.", at=3)
    return nato, article, likely["id"], denied["id"], other["id"]


class TestClaims:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("speaker:nato likely", ["likely"]),
            ("source:wikidata:Q7184", ["denied", "likely"]),
            ('speaker:"North Atlantic  alliance" -likely', ["denied"]),
            ("likely -speaker:NATO", ["other"]),
            ("act:denial OR tag:rain", ["denied", "likely"]),
            ("rain (act:Denial OR fact:it-rains)", ["denied", "likely"]),
            ("likely from:2022-03-02", ["other"]),
            ("from:2022-03-02 to:2022-03-02", ["denied"]),
            ("outlet:“the courier”", ["likely"]),
            ("form:direct-quote,paraphrase likely", ["other", "likely"]),
            (f"source:{MAX_ID} OR act:denial", ["denied"]),
            ("from:2022-03-02 (act:denial OR act:question)", ["denied"]),
            ("http:rain", []),
        ],
    )
    def test_fields_find_claims_counts_and_totals(
        self, told: Told, query: str, expected: list[str]
    ) -> None:
        claims = [getattr(told, name) for name in expected]
        assert told.found(query) == claims
        if claims:
            assert told.found(query, sort="recorded") == sorted(claims)
            counted = told.client.get(f"{API}/stats/claims", params={"q": query})
            assert [row["n"] for row in counted.json()] == [len(claims)]
            page = {"q": query, "include": "total", "limit": "1"}
            listed = told.client.get(f"{API}/claims", params=page)
            assert listed.json()["total"] == len(claims)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ('speaker:"senior official"', ["first", "second"]),
            ('speaker:"senior official" denied', ["second"]),
            ("source:official -denied", ["first"]),
            ('denied OR speaker:"senior official"', ["first", "second"]),
            ('speaker:nato,"senior official"', ["first", "second", "likely", "denied"]),
        ],
    )
    def test_descriptors_find_claims_of_unnamed_sources(
        self, told: Told, query: str, expected: list[str]
    ) -> None:
        of = Identified(told.client)
        found = {"likely": told.likely, "denied": told.denied}
        for name, text in (("first", "It snows."), ("second", "Snow was denied.")):
            article = of.article()
            descriptor = f"a senior official {name}"
            speaker = of.unnamed(article, descriptor)
            claim = of.say(speaker, of.fact(), article=article, text=text)
            found[name] = claim["id"]

        assert sorted(told.found(query)) == sorted(found[one] for one in expected)
        assert told.refused('speaker:"junior official"')["code"] == "not_found"

    @pytest.mark.parametrize("unnamed", [1, MAX_VALUES_LOOKED_UP])
    def test_names_also_find_claims_of_unnamed_sources_with_the_name(
        self, told: Told, unnamed: int
    ) -> None:
        of = Identified(told.client)
        said = []
        for number in range(unnamed):
            article = of.article()
            speaker = of.unnamed(article, "a NATO official", ordinal=number + 1)
            claim = of.say(speaker, of.fact(), article=article, text="It snows.")
            said.append(claim["id"])

        nato = [told.likely, told.denied, *said]
        assert sorted(told.found("speaker:NATO")) == nato
        assert told.found("speaker:NATO", sort="recorded", limit="2") == nato[:2]
        assert told.found("speaker:nato rain") == [told.denied, told.likely]
        assert told.found("likely -source:nato") == [told.other]
        for exact in (str(told.source), "wikidata:Q7184", '"north atlantic alliance"'):
            assert told.found(f"speaker:{exact}") == [told.denied, told.likely]

    @pytest.mark.parametrize("path", ["/claims", "/stats/claims", "/stats/unnamed"])
    @pytest.mark.parametrize(
        ("name", "of_field", "of_filter"),
        [
            ("tag", "rain", "sun"),
            ("source", "NATO", "The Courier"),
            ("speaker", "NATO", "The Courier"),
            ("fact", "it-rains", "1"),
            ("act", "denial", "assertion"),
            ("form", "paraphrase", "direct_quote"),
        ],
    )
    def test_a_field_and_a_filter_of_one_name_must_both_match(
        self, told: Told, path: str, name: str, of_field: str, of_filter: str
    ) -> None:
        """Each is then tested in the rows that the other one finds."""
        for query in (f"{name}:{of_field}", f"{name}:{of_field} -snow"):
            params = {"q": query, name: of_filter}
            answer = told.client.get(API + path, params=params)

            assert answer.status_code == 200, answer.text
            if path == "/claims":
                assert answer.json()["data"] == []

    @pytest.mark.parametrize("query", ["from:2022", "rain OR likely from:2022"])
    @pytest.mark.parametrize("path", ["/claims", "/search"])
    def test_results_are_paginated(self, told: Told, query: str, path: str) -> None:
        first: dict[str, str] = {"q": query, "limit": "1"}
        first |= {"kind": "claim"} if path == "/search" else {}
        answers = [told.client.get(API + path, params=first)]

        while "link" in answers[-1].headers:
            following = answers[-1].links["next"]["url"]
            answers.append(told.client.get(following))

        assert [one.status_code for one in answers] == [200] * 3

    def test_the_page_of_claims_links_to_its_next_page(self, told: Told) -> None:
        first = told.client.get("/claims?q=rain+OR+likely+from:2022&limit=1")
        (following,) = re.findall(r'href="([^"]*cursor[^"]*)"', first.text)

        assert told.client.get(unescape(following)).status_code == 200

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("likely act:foo", "At character 12: Must be one of "),
            ("from:yesterday", "At character 6: Must be a date like "),
            ("from:2022,2023", "At character 11: Takes one date."),
            ("lang:english", "At character 6: Must be a language tag"),
            ("x OR source:nobody", "At character 13: No source has this identifier"),
            ("title:rain", "At character 1: title: is not a field of this list. Its "),
        ],
    )
    def test_wrong_values_are_refused_with_their_place(
        self, told: Told, query: str, message: str
    ) -> None:
        assert told.refused(query)["message"].startswith(message)

    def test_hidden_sources_are_answered_like_unknown_ones(self, told: Told) -> None:
        as_analyst = Identified(told.client)
        hidden = as_analyst.source(name="Zzyzx", visibility="restricted")
        queries = ("source:{}", "-source:{} likely", "rain OR source:{}")
        told.client.headers |= shown("reader")

        by_id = [told.found(one.format(hidden)) for one in queries]

        assert by_id == [told.found(one.format(MAX_ID)) for one in queries]
        by_name = told.refused("source:Zzyzx")
        assert by_name == told.refused("source:Nobody")


class TestOtherLists:
    @pytest.mark.parametrize(
        "query",
        ["title:sleet", 'title:sle* outlet:"The Courier"', "source:nato lang:en"],
    )
    def test_fields_find_articles(self, told: Told, query: str) -> None:
        assert told.found(query, "/articles") == [told.article]

    def test_negated_fields_exclude_articles(self, told: Told) -> None:
        assert told.article not in told.found("-outlet:9 -title:sleet ra*", "/articles")

    @pytest.mark.parametrize("path", ["/sources", "/facts"])
    def test_sources_and_facts_have_no_fields(self, told: Told, path: str) -> None:
        message = told.refused("act:denial", path)["message"]

        assert message.startswith("At character 1: act: is not a field of this list.")

    def test_search_returns_only_kinds_that_have_the_fields(self, told: Told) -> None:
        answer = told.client.get(f"{API}/search", params={"q": "speaker:nato likely"})
        of_titles = told.client.get(f"{API}/search", params={"q": "title:sleet"})

        found = [(hit["kind"], hit["id"]) for hit in answer.json()["data"]]
        (hit,) = of_titles.json()["data"]
        assert found == [("claim", told.likely)]
        assert (hit["id"], hit["highlights"]) == (
            told.article,
            [{"start": 0, "end": 5}],
        )
