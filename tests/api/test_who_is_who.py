"""Described sources: matched, filled, refused with candidates, or new."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, if_match, the_error, unnamed
from tests.api.conftest import Make

WIKIDATA = {"scheme": "wikidata", "value": "Q1001"}


def by(source: Json) -> Json:
    return {"position": 1, "relation": "said", "source": source}


class Desk:
    """Claims of one article, each of one described source."""

    def __init__(self, client: TestClient, article: Json) -> None:
        self.client, self.article, self.number = client, article, 0

    def claim(self, source: Json) -> Any:
        self.number += 1
        body = claim_in(self.article["id"], [by(source)]) | {
            "text": f"No {self.number}"
        }
        return self.client.post(f"{API}/claims", json=body)

    def source_of(self, source: Json) -> int:
        answer = self.claim(source)
        assert answer.status_code == 201, answer.text
        speaker: int = answer.json()["attribution"][0]["source_id"]
        return speaker


@pytest.fixture
def desk(client: TestClient, article: Json) -> Desk:
    return Desk(client, article)


class TestContradictions:
    @pytest.mark.parametrize(
        ("stored", "sent", "field"),
        [
            ({"country_code": "GB"}, {"country_code": "IN"}, "country_code"),
            (
                {"identifiers": [WIKIDATA]},
                {"identifiers": [WIKIDATA | {"value": "Q2"}]},
                "identifiers",
            ),
            ({"kind": "organisation"}, {"kind": "person"}, "kind"),
            (
                {"kind": "outlet", "language": "en"},
                {"language": "fr", "kind": "outlet"},
                "language",
            ),
            (
                {"name": "内务部", "country_code": "CN"},
                {"name": "内务部", "country_code": "TW"},
                "country_code",
            ),
            (
                {"name": "МВД", "country_code": "RU"},
                {"name": "мвд", "country_code": "BY"},
                "country_code",
            ),
        ],
    )
    def test_are_refused_with_candidates(
        self, desk: Desk, make_source: Make, stored: Json, sent: Json, field: str
    ) -> None:
        base = {"name": "Interior Ministry", "kind": "organisation"}
        known = make_source(**base | stored)

        refused = desk.claim(base | sent)
        made = desk.source_of(base | sent | {"new": True})

        assert refused.status_code == 409
        (candidate,) = refused.json()["candidates"]
        assert candidate["id"] == known["id"] != made
        assert candidate["contradicts"] == [field]

    def test_a_field_selects_one_of_several_namesakes(
        self, desk: Desk, make_source: Make
    ) -> None:
        base = {"name": "Interior Ministry", "kind": "organisation"}
        british = make_source(**base, country_code="GB")
        indian = make_source(**base, country_code="IN")

        refused = desk.claim(base)

        assert desk.source_of(base | {"country_code": "IN"}) == indian["id"]
        assert desk.source_of(base | {"country_code": "GB"}) == british["id"]
        labels = [one["label"] for one in refused.json()["candidates"]]
        assert labels == ["Interior Ministry · GB", "Interior Ministry · IN"]

    def test_of_unnamed_sources_are_refused(self, desk: Desk) -> None:
        officials = {"kind": "anonymous_group", "name": "officials"}
        first = desk.source_of(officials)
        more = {"people": 2, "country_code": "FR", "sector": "military"}

        assert desk.source_of(officials | more) == first
        read = desk.client.get(f"{API}/sources/{first}").json()
        assert {name: read[name] for name in more} == more
        for other in ({"people": 3}, {"country_code": "DE"}, {"sector": "police"}):
            assert desk.claim(officials | other).status_code == 409
            assert desk.source_of(officials | other | {"new": True}) != first


class TestIdentifiers:
    def test_match_a_source_and_add_the_name_as_an_alias(
        self, desk: Desk, make_source: Make
    ) -> None:
        john = make_source(name="John Smithson", identifiers=[WIKIDATA])
        sent = {"kind": "person", "name": "J. Smithson", "identifiers": [WIKIDATA]}

        answer = desk.claim(sent).json()

        assert answer["created"] == []
        assert answer["matched"] == [
            {
                "pointer": "/attribution/0/source",
                "resource": "source",
                "id": john["id"],
                "name": "J. Smithson",
                "filled": ["names"],
            }
        ]
        read = desk.client.get(f"{API}/sources/{john['id']}").json()
        assert [name["name"] for name in read["names"]] == ["J. Smithson"]
        assert read["version"] == 2

    def test_are_refused_if_the_name_is_that_of_another_source(
        self, desk: Desk, make_source: Make
    ) -> None:
        john = make_source(name="John Smithson", identifiers=[WIKIDATA])
        other = make_source(name="J. Smithson")
        sent = {"kind": "person", "name": "J. Smithson", "identifiers": [WIKIDATA]}

        answer = desk.claim(sent)

        assert answer.status_code == 409
        assert the_error(answer)["pointer"] == "/attribution/0/source"
        assert "the name of another source" in answer.json()["detail"]
        assert [one["id"] for one in answer.json()["candidates"]] == [other["id"]]
        assert not desk.client.get(f"{API}/sources/{john['id']}").json()["names"]

    def test_of_different_sources_are_refused(
        self, desk: Desk, make_source: Make
    ) -> None:
        orcid = {"scheme": "orcid", "value": "0000-0002-1825-0097"}
        both = [
            make_source(name=name, identifiers=[one])["id"]
            for name, one in (("Ann", WIKIDATA), ("Eve", orcid))
        ]
        sent = {"kind": "person", "name": "Ann", "identifiers": [WIKIDATA, orcid]}

        answer = desk.claim(sent)

        assert answer.status_code == 409
        assert "identifiers are of different sources" in answer.json()["detail"]
        assert [one["id"] for one in answer.json()["candidates"]] == both


class TestNearNames:
    @pytest.mark.parametrize(
        ("stored", "sent"),
        [
            ("ふくた さとし", "ふくだ さとし"),
            ("はは", "ぱぱ"),
        ],
    )
    def test_that_differ_by_a_letter_are_two_sources(
        self, desk: Desk, make_source: Make, stored: str, sent: str
    ) -> None:
        known = make_source(name=stored)

        assert desk.source_of({"kind": "person", "name": sent}) != known["id"]

    @pytest.mark.parametrize(
        ("stored", "sent"),
        [
            ("José Peña", "Jose Pena"),
            ("Łukasz", "Lukasz"),
            ("Yıldırım", "Yildirim"),
            ("Weiß", "Weiss"),
            ("Алёна", "Алена"),
            ("NATO", "ＮＡＴＯ"),
        ],
    )
    def test_that_fold_to_one_name_are_refused_with_candidates(
        self, desk: Desk, make_source: Make, stored: str, sent: str
    ) -> None:
        known = make_source(name=stored)

        answer = desk.claim({"kind": "person", "name": sent})

        assert answer.status_code == 409
        assert [one["id"] for one in answer.json()["candidates"]] == [known["id"]]

    @pytest.mark.parametrize(
        "sent",
        [
            "Dana Whit ",
            "Dana  Whit",
            "Dana\u200b Whit",
            "Dana\nWhit",
            "Da\u00adna Whit",
            "DANA WHIT",
        ],
    )
    def test_that_differ_in_typing_match(
        self, desk: Desk, make_source: Make, sent: str
    ) -> None:
        known = make_source(name="Dana Whit")

        assert desk.source_of({"kind": "person", "name": sent}) == known["id"]


class TestSimilarSources:
    @pytest.mark.parametrize("name", ["John Smith", "JOHN SMITH", "Jöhn Smith"])
    def test_are_listed_when_a_source_is_created(
        self, make_source: Make, name: str
    ) -> None:
        first = make_source(name="John Smith", country_code="GB")
        second = make_source(name="John Smith", identifiers=[WIKIDATA])
        other = [{"scheme": "wikidata", "value": "Q1002"}]

        made = make_source(name=name, country_code="US", identifiers=other)

        assert [one["id"] for one in made["similar"]] == [first["id"], second["id"]]
        contradicting = [one["contradicts"] for one in made["similar"]]
        assert contradicting == [["country_code"], ["identifiers"]]
        labels = {one["label"] for one in made["similar"]}
        assert labels == {"John Smith · GB", "John Smith · wikidata:Q1001"}

    def test_exclude_sources_with_another_name(self, make_source: Make) -> None:
        make_source(name="John Smith")

        assert make_source(name="Joan Smith")["similar"] == []

    def test_are_listed_when_a_source_is_renamed(
        self, client: TestClient, make_source: Make
    ) -> None:
        first, second = make_source(name="Ann Smith"), make_source(name="Ann Smyth")

        path, headers = f"{API}/sources/{second['id']}", if_match(second)
        taken = client.patch(path, json={"name": "Anń SMITH"}, headers=headers).json()
        headers = if_match(taken)
        other = client.patch(path, json={"name": "Ann Jones"}, headers=headers).json()

        assert [one["id"] for one in taken["similar"]] == [first["id"]]
        assert other["similar"] == []


class TestDescriptors:
    @pytest.mark.parametrize("determiner", ["a", "A", "the"])
    def test_match_without_their_leading_article(
        self, desk: Desk, determiner: str
    ) -> None:
        name = "NATO military official"
        first = desk.source_of({"kind": "anonymous_person", "name": name})

        again = {"kind": "anonymous_person", "name": f"{determiner} {name}"}

        assert desk.source_of(again) == first


class TestMergedSources:
    def test_keep_claims_recorded_under_their_name(
        self, desk: Desk, client: TestClient, make_source: Make
    ) -> None:
        one, other = make_source(name="Ivan Petrow"), make_source(name="I. V. Petrow")
        path = f"{API}/sources/{other['id']}"
        merged = client.post(
            f"{path}/merge?reason=x",
            json={"merged_into_id": one["id"]},
            headers=if_match(other),
        ).json()

        counted = desk.source_of({"kind": "person", "name": "I. V. Petrow"})
        client.post(f"{path}/unmerge?reason=x", headers=if_match(merged))

        assert counted == one["id"]
        assert client.get(f"{path}/claims").json()["data"] != []
        assert client.get(f"{API}/sources/{one['id']}/claims").json()["data"] == []


class TestTagsAndStatements:
    def test_match_in_spite_of_differences_in_typing(
        self, client: TestClient, article: Json
    ) -> None:
        says = ["X happens by 2027", "X happens by 2027.", "x  happens by 2027"]
        facts, tags = set(), set()
        for number, statement in enumerate(says):
            body = claim_in(article["id"], [unnamed("official")]) | {
                "text": f"No {number}",
                "tags": ["election", "Election", " election "],
                "stances": [{"stance": "supports", "fact": {"statement": statement}}],
            }
            made = client.post(f"{API}/claims", json=body).json()
            facts |= {one["fact_id"] for one in made["stances"]}
            tags |= {str(one) for one in made["tags"]}

        assert (len(facts), len(tags)) == (1, 1)


class TestSimilarFacts:
    """A posted fact is new; the response lists others with its statement."""

    @pytest.mark.parametrize(
        "typed",
        [
            "The dam holds in 2022",
            "the  DAM holds in 2022 .",
            "The dam\u00a0holds in 2022",
        ],
    )
    def test_are_listed_when_a_fact_is_created(
        self, client: TestClient, typed: str
    ) -> None:
        path = f"{API}/facts"
        first = client.post(path, json={"statement": "The dam holds in 2022."}).json()

        second = client.post(path, json={"statement": typed}).json()

        same = {name: first[name] for name in ("id", "slug", "statement")}
        assert (first["similar"], second["similar"]) == ([], [same])

    def test_exclude_merged_facts_and_statements_that_differ_by_a_letter(
        self, client: TestClient
    ) -> None:
        path = f"{API}/facts"
        first = client.post(path, json={"statement": "The dam holds in 2022."}).json()
        other = client.post(path, json={"statement": "The dam hölds in 2022."}).json()
        assert other["similar"] == []
        again = client.post(path, json={"statement": "The dam holds in 2022"}).json()
        into = {"merged_into_id": first["id"]}
        merge = f"{path}/{again['id']}/merge?reason=one"
        client.post(merge, json=into, headers=if_match(again)).raise_for_status()

        last = client.post(path, json={"statement": "The dam holds in 2022"}).json()

        assert [one["id"] for one in last["similar"]] == [first["id"]]


class TestDescribedAsNewTwice:
    """Two parts of one request describe a named source as new."""

    JOHN: Json = {"kind": "person", "name": "John Smith", "new": True}

    def article(self, client: TestClient, *sources: Json) -> Any:
        claims = [
            {
                "text": f"Words {number}.",
                "form": "paraphrase",
                "attribution": [{"position": 1, "relation": "said", "source": source}],
            }
            for number, source in enumerate(sources)
        ]
        body = {"title": "Two Johns", "outlet": {"name": "Gazette"}, "claims": claims}
        return client.post(f"{API}/articles", json=body)

    def test_equal_descriptions_are_refused(self, client: TestClient) -> None:
        before = client.get(f"{API}/changes?since=0&limit=1000").json()["data"]

        for other in (self.JOHN, self.JOHN | {"name": "JOHN  SMITH"}):
            refused = self.article(client, self.JOHN, other)

            assert refused.status_code == 422
            (error,) = refused.json()["errors"]
            assert error["pointer"] == "/claims/1/attribution/0/source/new"
            assert error["code"] == "ambiguous"
        after = client.get(f"{API}/changes?since=0&limit=1000").json()["data"]
        assert after == before

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ({"country_code": "GB"}, {"country_code": "US"}),
            (
                {"identifiers": [{"scheme": "wikidata", "value": "Q1"}]},
                {"identifiers": [{"scheme": "wikidata", "value": "Q2"}]},
            ),
        ],
    )
    def test_different_descriptions_create_two_sources(
        self, client: TestClient, first: Json, second: Json
    ) -> None:
        answer = self.article(client, self.JOHN | first, self.JOHN | second)

        assert answer.status_code == 201
        created = [one["resource"] for one in answer.json()["created"]]
        assert created.count("source") == 3  # and the outlet

    def test_a_description_without_new_matches_the_other(
        self, client: TestClient
    ) -> None:
        answer = self.article(client, self.JOHN, self.JOHN | {"new": False})

        (match,) = answer.json()["matched"]
        assert match["pointer"] == "/claims/1/attribution/0/source"

    def test_equal_unnamed_descriptions_create_two_sources(
        self, client: TestClient
    ) -> None:
        official = {"kind": "anonymous_person", "name": "an official", "new": True}

        answer = self.article(client, official, official)

        created = [one["resource"] for one in answer.json()["created"]]
        assert created.count("source") == 3
