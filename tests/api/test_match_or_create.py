"""A source can be sent instead of its id: it is matched or created."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    LARGEST_ID,
    Json,
    claim_in,
    if_match,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import Make

NATO: Json = {"name": "NATO", "kind": "organisation"}


def by(source: Json, **values: Any) -> Json:
    """Return a step with the source itself."""
    return {"position": 1, "relation": "said", "source": source} | values


def sources_of(answer: Any) -> list[int]:
    """Return the ids of the sources that a write made."""
    made = answer.json()["created"]
    return [one["id"] for one in made if one["resource"] == "source"]


class TestNamedSources:
    @pytest.mark.parametrize(
        "name", ["NATO", "nato", " na\u00adto", "АЛЬЯНС", "the alliance"]
    )
    def test_are_matched_by_any_name(
        self, client: TestClient, make_source: Make, article: Json, name: str
    ) -> None:
        names = [
            {"name": "Альянс", "kind": "transliteration"},
            {"name": "The Alliance"},
        ]
        nato = make_source(**NATO, names=names)
        make_source(name="NATO Watch", kind="organisation")

        claim = claim_in(article["id"], [by(NATO | {"name": name})])
        answer = client.post(f"{API}/claims", json=claim)

        assert answer.json()["attribution"][0]["source_id"] == nato["id"]
        assert answer.json()["created"] == []

    @pytest.mark.parametrize("kind", ["person", "group", "outlet", "document"])
    def test_of_another_kind_are_candidates(
        self, client: TestClient, make_source: Make, article: Json, kind: str
    ) -> None:
        nato = make_source(**NATO)

        claim = claim_in(article["id"], [by(NATO | {"kind": kind})])
        answer = client.post(f"{API}/claims", json=claim)

        (candidate,) = answer.json()["candidates"]
        assert (candidate["id"], candidate["contradicts"]) == (nato["id"], ["kind"])

    def test_are_created_with_all_described_fields(
        self, client: TestClient, article: Json
    ) -> None:
        source = NATO | {
            "country_code": "BE",
            "names": [{"name": "the Alliance"}],
            "identifiers": [{"scheme": "wikidata", "value": "Q7184"}],
            "affiliations": [
                {"organisation": {"name": "The West"}, "relation": "part_of"}
            ],
        }

        answer = client.post(
            f"{API}/claims", json=claim_in(article["id"], [by(source)])
        )

        west, nato = sources_of(answer)
        made = client.get(f"{API}/sources/{nato}").json()
        assert made["country_code"] == "BE"
        assert made["names"][0]["name"] == "the Alliance"
        assert made["identifiers"][0]["value"] == "Q7184"
        assert made["affiliations"][0]["organisation_id"] == west

    def test_keep_their_fields_when_matched(
        self, client: TestClient, make_source: Make, article: Json
    ) -> None:
        nato = make_source(**NATO, sector="military")

        claim = claim_in(article["id"], [by(NATO | {"sector": "government"})])
        client.post(f"{API}/claims", json=claim).raise_for_status()

        read = client.get(f"{API}/sources/{nato['id']}").json()
        assert (read["sector"], read["version"]) == ("military", 1)

    def test_that_share_a_name_are_candidates(
        self, client: TestClient, make_source: Make, article: Json
    ) -> None:
        first = make_source(name="John Smith")
        second = make_source(name="J. S.", names=[{"name": "john smith"}])
        body = claim_in(article["id"], [by({"kind": "person", "name": "JOHN SMITH"})])

        answer = client.post(f"{API}/claims", json=body)

        assert answer.status_code == 409
        candidates = answer.json()["candidates"]
        assert [one["id"] for one in candidates] == [first["id"], second["id"]]
        assert candidates[1] == {
            "id": second["id"],
            "name": "J. S.",
            "label": "J. S.",
            "kind": "person",
            "agrees": ["kind"],
            "contradicts": [],
        }

    def test_that_are_withdrawn_are_not_matched(
        self, client: TestClient, make_source: Make, article: Json
    ) -> None:
        nato = make_source(**NATO)
        path = f"{API}/sources/{nato['id']}"
        client.delete(path, headers=if_match(nato)).raise_for_status()

        answer = client.post(f"{API}/claims", json=claim_in(article["id"], [by(NATO)]))

        assert sources_of(answer) != [nato["id"]]
        assert len(sources_of(answer)) == 1


class TestUnnamedSources:
    def test_with_equal_words_in_one_article_are_one_source(
        self, client: TestClient, article: Json
    ) -> None:
        body = claim_in(article["id"], [unnamed("Senior official")])

        first = client.post(f"{API}/claims", json=body)
        second = client.post(
            f"{API}/claims",
            json=body | {"text": "More.", "attribution": [unnamed("SENIOR official")]},
        )

        (source,) = sources_of(first)
        assert sources_of(second) == []
        assert second.json()["speakers"][0]["id"] == source
        made = client.get(f"{API}/sources/{source}").json()
        assert made["article_id"] == article["id"]

    def test_with_equal_words_in_two_articles_are_two_sources(
        self, client: TestClient, make_article: Make
    ) -> None:
        found = {
            client.post(
                f"{API}/claims",
                json=claim_in(make_article()["id"], [unnamed("official")]),
            ).json()["speakers"][0]["id"]
            for _ in range(2)
        }

        assert len(found) == 2

    @pytest.mark.parametrize(
        "other",
        [
            unnamed("official", ordinal=2),
            unnamed("official", "anonymous_group"),
            unnamed("official", "unresolved"),
            unnamed("another official"),
        ],
    )
    def test_are_distinguished_by_kind_words_and_ordinal(
        self, client: TestClient, article: Json, other: Json
    ) -> None:
        body = claim_in(article["id"], [unnamed("official")])
        client.post(f"{API}/claims", json=body).raise_for_status()

        answer = client.post(
            f"{API}/claims", json=body | {"attribution": [other], "text": "More."}
        )

        assert len(sources_of(answer)) == 1

    def test_are_refused_twice_in_one_chain(
        self, client: TestClient, article: Json
    ) -> None:
        chain = [
            unnamed("official") | {"relation": "relays"},
            unnamed("Official") | {"position": 2},
        ]

        answer = client.post(f"{API}/claims", json=claim_in(article["id"], chain))

        assert answer.status_code == 422
        assert the_error(answer)["pointer"].startswith("/attribution/1/source")
        assert walk(client, "/sources?anonymous=true") == []

    def test_are_refused_as_outlets(self, client: TestClient) -> None:
        outlet = {"name": "x", "kind": "anonymous_group"}

        answer = client.post(f"{API}/articles", json={"outlet": outlet})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/outlet/kind"


class TestOutletsAndOrganisations:
    def test_an_article_matches_or_creates_its_outlet(self, client: TestClient) -> None:
        body = {"outlet": {"name": "CNN", "country_code": "US"}}

        first = client.post(f"{API}/articles", json=body)
        second = client.post(f"{API}/articles", json={"outlet": {"name": "cnn"}})

        assert sources_of(first) == [first.json()["outlet_id"]]
        assert sources_of(second) == []
        assert second.json()["outlet"] == first.json()["outlet"]

    def test_an_identifier_that_is_sent_twice_is_stored_once(
        self, client: TestClient, make_article: Make
    ) -> None:
        found = make_article(outlet={"name": "CNN"})["outlet"]
        same = {"scheme": "wikidata", "value": "Q48340"}
        described = {"name": "CNN", "identifiers": [same, same]}

        made = make_article(title="Snow", outlet=described)
        outlet = client.get(f"{API}/sources/{found['id']}").json()

        assert made["outlet"]["id"] == found["id"]
        assert [one["value"] for one in outlet["identifiers"]] == ["Q48340"]

    def test_a_patch_of_an_article_matches_an_outlet(
        self, client: TestClient, make_article: Make
    ) -> None:
        cnn = make_article(outlet={"name": "CNN"})["outlet_id"]
        article = make_article()

        answer = client.patch(
            f"{API}/articles/{article['id']}",
            json={"outlet": {"name": "cnn"}},
            headers=if_match(article),
        )

        assert answer.json()["outlet_id"] == cnn

    def test_an_organisation_may_be_a_group_or_an_outlet(
        self, make_source: Make
    ) -> None:
        ties = [
            {"organisation": {"name": "G7", "kind": "group"}, "relation": "member_of"},
            {
                "organisation": {"name": "CNN", "kind": "outlet"},
                "relation": "works_for",
            },
        ]

        source = make_source(affiliations=ties)

        kinds = [tie["organisation"]["kind"] for tie in source["affiliations"]]
        assert kinds == ["group", "outlet"]

    def test_one_request_creates_an_article_with_its_claims_and_sources(
        self, client: TestClient
    ) -> None:
        official = unnamed(
            "NATO official",
            affiliations=[{"organisation": {"name": "NATO"}, "relation": "works_for"}],
        )
        claims = [
            {
                "text": "One.",
                "form": "paraphrase",
                "attribution": [
                    official | {"relation": "relays"},
                    by(NATO, position=2),
                ],
            },
            {"text": "Two.", "form": "paraphrase", "attribution": [official]},
        ]
        body = {"outlet": {"name": "CNN"}, "claims": claims}

        answer = client.post(f"{API}/articles", json=body)

        cnn, nato, person = sources_of(answer)
        assert answer.json()["outlet_id"] == cnn
        (tie,) = client.get(f"{API}/sources/{person}").json()["affiliations"]
        assert tie["organisation_id"] == nato
        one, two = walk(client, f"/articles/{answer.json()['id']}/claims?sort=recorded")
        assert [source["id"] for source in one["speakers"]] == [person]
        assert [source["id"] for source in one["origins"]] == [nato]
        assert [source["id"] for source in two["origins"]] == [person]


class TestBadReferences:
    @pytest.mark.parametrize(
        ("source", "pointer"),
        [
            ({"name": "x"}, "/attribution/0/source/kind"),
            ({"kind": "person"}, "/attribution/0/source/name"),
            ({"kind": "person", "name": ""}, "/attribution/0/source/name"),
            ({"kind": "person", "name": "x", "id": 1}, "/attribution/0/source/id"),
            (
                {
                    "kind": "person",
                    "name": "x",
                    "affiliations": [
                        {"organisation_id": LARGEST_ID, "relation": "works_for"}
                    ],
                },
                "/attribution/0/source/affiliations/0/organisation_id",
            ),
            (
                {
                    "kind": "person",
                    "name": "x",
                    "affiliations": [
                        {
                            "organisation": {"name": "y", "kind": "anonymous_person"},
                            "relation": "works_for",
                        }
                    ],
                },
                "/attribution/0/source/affiliations/0/organisation/kind",
            ),
        ],
    )
    def test_are_refused_with_a_pointer_to_the_error(
        self, client: TestClient, article: Json, source: Json, pointer: str
    ) -> None:
        answer = client.post(
            f"{API}/claims", json=claim_in(article["id"], [by(source)])
        )

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer
        assert walk(client, "/sources?kind=person") == []

    @pytest.mark.parametrize(
        ("path", "body", "pointer"),
        [
            ("articles", {"outlet_id": 1, "outlet": {"name": "CNN"}}, ""),
            (
                "claims",
                claim_in(1, [by(NATO, source_id=1)]),
                "/attribution/0",
            ),
            (
                "sources",
                NATO
                | {
                    "affiliations": [
                        {
                            "organisation_id": 1,
                            "organisation": {"name": "EU"},
                            "relation": "part_of",
                        }
                    ]
                },
                "/affiliations/0",
            ),
        ],
    )
    def test_an_id_and_a_description_together_are_refused(
        self, client: TestClient, path: str, body: Json, pointer: str
    ) -> None:
        answer = client.post(f"{API}/{path}", json=body)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer

    @pytest.mark.parametrize(
        ("wrong", "status", "pointer"),
        [
            ({"source": {"kind": "person", "name": ""}}, 422, "/source/name"),
            ({"source": {"kind": "person", "name": "J. S."}}, 409, "/source"),
            ({"source": None, "source_id": LARGEST_ID}, 422, "/source_id"),
        ],
    )
    def test_in_one_claim_refuse_the_whole_article(
        self,
        client: TestClient,
        make_source: Make,
        wrong: Json,
        status: int,
        pointer: str,
    ) -> None:
        twins = [make_source(name="J. S.")["id"] for _ in range(2)]
        claims = [
            {"text": f"{n}", "form": "paraphrase", "attribution": [unnamed(f"x{n}")]}
            for n in range(4)
        ]
        claims[3]["attribution"] = [by(NATO) | wrong]
        before = walk(client, "/changes")

        body = {"outlet": {"name": "CNN"}, "claims": claims}
        answer = client.post(f"{API}/articles", json=body)

        assert answer.status_code == status
        assert answer.json()["errors"][0]["pointer"] == (
            f"/claims/3/attribution/0{pointer}"
        )
        if status == 409:
            candidates = answer.json()["candidates"]
            assert [one["id"] for one in candidates] == twins
        assert walk(client, "/changes") == before
