from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    LARGEST_ID,
    MERGE_PATCH,
    Json,
    claim_in,
    ids,
    if_match,
    plain,
    said_by,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import CountingReader, Make

SOURCES = f"{API}/sources"


class TestCreateSource:
    def test_returns_the_source_as_a_read_does(self, client: TestClient) -> None:
        body = {
            "name": "Jens Stoltenberg",
            "kind": "person",
            "sector": "diplomacy",
            "seniority": "senior",
            "country_code": "NO",
            "language": "nb",
            "description": "Secretary General of NATO.",
            "note": "Checked.",
        }

        made = client.post(SOURCES, json=body)

        assert made.status_code == 201
        assert made.json().items() >= body.items()
        body, read = made.json(), client.get(made.headers["location"])
        written = [body.pop(name) for name in ("created", "matched", "similar")]
        assert (read.json(), written) == (body, [[], [], []])
        assert read.headers["etag"] == made.headers["etag"]

    def test_stores_names_identifiers_and_affiliations(
        self, client: TestClient
    ) -> None:
        body = {
            "name": "Jens Stoltenberg",
            "kind": "person",
            "names": [{"name": "Йенс Столтенберг", "kind": "transliteration"}],
            "identifiers": [{"scheme": "wikidata", "value": "Q57665"}],
            "affiliations": [
                {
                    "organisation": {"name": "NATO"},
                    "relation": "works_for",
                    "title": "Secretary General",
                    "held": {"from": "2014-10-01"},
                }
            ],
        }

        source = client.post(SOURCES, json=body).json()

        (name,) = source["names"]
        assert (name["name"], name["kind"]) == ("Йенс Столтенберг", "transliteration")
        (identifier,) = source["identifiers"]
        assert (identifier["scheme"], identifier["value"]) == ("wikidata", "Q57665")
        (tie,) = source["affiliations"]
        assert tie["organisation"]["name"] == "NATO"
        assert tie["held"]["from"] == "2014-10-01T00:00:00Z"
        assert tie["held"]["to"] is None
        nato = {"resource": "source", "id": tie["organisation_id"]}
        assert source["created"] == [nato]

    def test_normalises_text_and_strips_only_names(self, make_source: Make) -> None:
        source = make_source(name=" Cafe\u0301 ", note="one\r\ntwo\rthree ")

        assert source["name"] == "Caf\u00e9"
        assert source["note"] == "one\ntwo\nthree "

    def test_accepts_two_people_with_one_name(self, make_source: Make) -> None:
        first, second = make_source(), make_source()

        assert first["id"] != second["id"]

    def test_labels_an_unnamed_source_with_its_outlet_and_date(
        self, make_source: Make, make_article: Make
    ) -> None:
        article = make_article(
            outlet={"name": "CNN"},
            published={"from": "2022-03-22", "to": "2022-03-23", "precision": "day"},
        )

        source = make_source(
            name="US officials", kind="anonymous_group", article_id=article["id"]
        )

        assert source["label"] == f"US officials · CNN 2022-03-22 · #{source['id']}"
        assert source["article"]["id"] == article["id"]
        assert source["article"]["outlet"]["name"] == "CNN"

    def test_accepts_the_same_words_with_another_ordinal(
        self, make_source: Make, article: Json
    ) -> None:
        words = {"name": "official", "kind": "anonymous_person"}

        first = make_source(**words, article_id=article["id"])
        second = make_source(**words, article_id=article["id"], ordinal=2)

        assert first["ordinal"] == 1
        assert second["ordinal"] == 2

    def test_names_the_conflicting_unnamed_source(
        self, client: TestClient, make_source: Make, article: Json
    ) -> None:
        words = {"name": "official", "kind": "anonymous_person"}
        words |= {"article_id": article["id"]}
        source = make_source(**words)

        answer = client.post(SOURCES, json=words | {"name": "OFFICIAL"})

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "source", "id": source["id"]}

    def test_names_the_conflicting_source_with_the_identifier(
        self, client: TestClient, make_source: Make
    ) -> None:
        identifiers = [{"scheme": "wikidata", "value": "Q57665"}]
        source = make_source(identifiers=identifiers)

        body = {"name": "Another", "kind": "person", "identifiers": identifiers}
        answer = client.post(SOURCES, json=body)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "source", "id": source["id"]}

    @pytest.mark.parametrize(
        ("values", "pointer"),
        [
            ({"name": ""}, "/name"),
            ({"name": "x" * 501}, "/name"),
            ({"name": None}, "/name"),
            ({"name": 7}, "/name"),
            ({"kind": "robot"}, "/kind"),
            ({"kind": "anonymous_person"}, "/article_id"),
            ({"kind": "unresolved", "article_id": LARGEST_ID}, "/article_id"),
            ({"article_id": 1}, "/article_id"),
            ({"people": 0}, "/people"),
            ({"country_code": "by"}, "/country_code"),
            ({"language": "?"}, "/language"),
            ({"seniority": None}, "/seniority"),
            ({"colour": "red"}, "/colour"),
            ({"id": 5}, "/id"),
            ({"names": [{"name": "a"}, {"name": "a"}]}, "/names"),
            ({"names": [{"name": "a", "kind": "nickname"}]}, "/names/0/kind"),
            ({"identifiers": [{"scheme": "a:b", "value": "1"}]}, None),
            ({"affiliations": [{"relation": "works_for"}]}, "/affiliations/0"),
            (
                {
                    "affiliations": [
                        {"relation": "works_for", "organisation_id": LARGEST_ID}
                    ]
                },
                "/affiliations/0/organisation_id",
            ),
        ],
    )
    def test_points_at_the_error(
        self, client: TestClient, values: Json, pointer: str | None
    ) -> None:
        body = {"name": "Name", "kind": "person"} | values

        answer = client.post(SOURCES, json=body)

        assert answer.status_code == 422
        expected = pointer or "/identifiers/0/scheme"
        assert the_error(answer)["pointer"] == expected


@pytest.mark.every_case
class TestReadSources:
    def test_filters_by_words_in_any_name_ignoring_case_and_accents(
        self, client: TestClient, make_source: Make
    ) -> None:
        by_name = make_source(name="Emmanuel Macrón")
        by_alias = make_source(names=[{"name": "the MACRON team"}])
        make_source(name="Mac", names=[{"name": "Ron"}])

        rows = walk(client, "/sources?q=macron&sort=recorded")

        assert ids(rows) == [by_name["id"], by_alias["id"]]

    @pytest.mark.parametrize("words", ["mac%n", "m_cron", "macro", "/macr*n"])
    def test_accepts_wildcards_only_at_the_end_of_a_word(
        self, client: TestClient, make_source: Make, words: str
    ) -> None:
        wanted = make_source(name="Emmanuel Macron")

        assert client.get(SOURCES, params={"q": words}).json()["data"] == []
        rows = client.get(SOURCES, params={"q": "macr*"}).json()["data"]
        assert ids(rows) == [wanted["id"]]

    @pytest.mark.parametrize(
        ("query", "values"),
        [
            ("kind=person", {"kind": "person"}),
            ("kind=outlet&kind=organisation", {"kind": "organisation"}),
            ("sector=military", {"sector": "military"}),
            ("country=BY", {"country_code": "BY"}),
            ("country=BY&country=RU", {"country_code": "RU"}),
            (
                "identifier=wikidata:Q1",
                {"identifiers": [{"scheme": "wikidata", "value": "Q1"}]},
            ),
            (
                "identifier=orcid:1&identifier=seed:a:b",
                {"identifiers": [{"scheme": "seed", "value": "a:b"}]},
            ),
            ("q=stolten*&kind=person", {}),
        ],
    )
    def test_filters_by_each_parameter(
        self, client: TestClient, make_source: Make, query: str, values: Json
    ) -> None:
        other = {
            "kind": "document",
            "name": "Stoltenberg report",
            "sector": "media",
            "country_code": "NO",
            "identifiers": [{"scheme": "wikidata", "value": "Q2"}],
        }
        make_source(**other)
        wanted = make_source(**values)

        rows = walk(client, f"/sources?{query}")

        found = [row for row in rows if row["name"] != "Noise Weekly"]
        assert ids(found) == [wanted["id"]]

    def test_matches_scheme_and_value_of_one_identifier(
        self, client: TestClient, make_source: Make
    ) -> None:
        crossed = [{"scheme": "a", "value": "2"}, {"scheme": "b", "value": "1"}]
        make_source(identifiers=crossed)

        assert walk(client, "/sources?identifier=a:1&identifier=b:2") == []

    def test_filters_by_organisation(
        self, client: TestClient, make_source: Make
    ) -> None:
        nato = make_source(name="NATO", kind="organisation")
        ties = [{"organisation_id": nato["id"], "relation": "works_for"}]
        official = make_source(affiliations=ties)
        make_source(name="Another")

        rows = walk(client, f"/sources?organisation={nato['id']}")
        assert ids(rows) == [official["id"]]

    def test_filters_by_the_article_that_quotes_them(
        self, client: TestClient, claim: Json, source: Json
    ) -> None:
        rows = walk(client, f"/sources?article={claim['article_id']}")

        assert ids(rows) == [source["id"]]

    @pytest.mark.parametrize(("flag", "is_unnamed"), [("true", True), ("false", False)])
    def test_filters_by_anonymity(
        self, client: TestClient, make_claim: Make, flag: str, is_unnamed: bool
    ) -> None:
        make_claim(attribution=[unnamed("official")])

        rows = walk(client, f"/sources?anonymous={flag}")

        assert rows
        assert {row["article_id"] is not None for row in rows} == {is_unnamed}

    @pytest.mark.parametrize(
        ("sort", "order"),
        [("name", [1, 0, 2]), ("recorded", [0, 1, 2]), ("-recorded", [2, 1, 0])],
    )
    def test_sorts(
        self, client: TestClient, make_source: Make, sort: str, order: list[int]
    ) -> None:
        names = ["Beta", "Älpha", "gamma"]
        made = [make_source(name=name, country_code="NO")["id"] for name in names]

        rows = walk(client, f"/sources?country=NO&limit=2&sort={sort}")

        assert ids(rows) == [made[number] for number in order]

    def test_counts_all_matches(self, client: TestClient, make_source: Make) -> None:
        made = [make_source()["id"] for _ in range(3)]

        page = client.get(f"{SOURCES}?kind=person&limit=1&include=total").json()

        assert page["total"] == 3
        assert ids(page["data"]) == [made[-1]]

    def test_shows_withdrawn_sources_if_requested(
        self, client: TestClient, source: Json
    ) -> None:
        path = f"{SOURCES}/{source['id']}"
        client.delete(path, headers=if_match(source)).raise_for_status()

        live = walk(client, "/sources?kind=person")
        every = walk(client, "/sources?kind=person&include=withdrawn")

        assert live == []
        assert ids(every) == [source["id"]]
        assert every[0]["withdrawn_at"]

    def test_needs_equally_many_queries_for_one_row_and_for_many(
        self, client: TestClient, reader: CountingReader, make_source: Make
    ) -> None:
        for _ in range(20):
            make_source()

        counts = reader.counts(client, "/sources?limit=1", "/sources?limit=20")

        assert counts == [2, 2]  # the rows, and others with the name


class TestReadSource:
    def test_shows_only_requested_fields(
        self, client: TestClient, source: Json
    ) -> None:
        answer = client.get(f"{SOURCES}/{source['id']}?fields=name,kind&fields=note")

        assert answer.json() == {
            "id": source["id"],
            "name": source["name"],
            "kind": "person",
            "note": None,
        }

    def test_returns_410_for_a_withdrawn_source_unless_requested(
        self, client: TestClient, source: Json
    ) -> None:
        path = f"{SOURCES}/{source['id']}"
        client.delete(path, headers=if_match(source))

        assert client.get(path).status_code == 410
        withdrawn = client.get(f"{path}?include=withdrawn")
        assert withdrawn.status_code == 200
        assert withdrawn.json()["withdrawn_at"]
        assert withdrawn.json()["version"] == 2

    def test_returns_a_problem_for_an_unknown_source(self, client: TestClient) -> None:
        answer = client.get(f"{SOURCES}/{LARGEST_ID}")

        problem = answer.json()
        assert problem.pop("request_id") == answer.headers["x-request-id"]
        assert problem == {
            "type": "/problems/not-found",
            "title": "Not found",
            "status": 404,
            "detail": f"No source with id {LARGEST_ID}.",
            "instance": f"{SOURCES}/{LARGEST_ID}",
            "errors": [],
        }


class TestUpdateSource:
    @pytest.mark.parametrize("media_type", ["application/json", MERGE_PATCH])
    def test_changes_only_sent_fields(
        self, client: TestClient, make_source: Make, media_type: str
    ) -> None:
        source = make_source(note="old", sector="military")
        path = f"{SOURCES}/{source['id']}"

        answer = client.patch(
            path,
            content='{"note": null, "name": "Jens S."}',
            headers=if_match(source) | {"content-type": media_type},
        )

        assert answer.status_code == 200
        changed, name = plain(answer.json()), "Jens S."
        new = {"note": None, "name": name, "label": name, "version": 2}
        new["updated_at"] = changed["updated_at"]
        assert changed == plain(source) | new
        assert client.get(path).json() == changed
        assert changed["updated_at"] > source["updated_at"]

    def test_is_found_by_the_new_name_only(
        self, client: TestClient, source: Json
    ) -> None:
        body = {"name": "Mette Frederiksen"}
        client.patch(
            f"{SOURCES}/{source['id']}", json=body, headers=if_match(source)
        ).raise_for_status()

        assert ids(walk(client, "/sources?q=mette")) == [source["id"]]
        assert walk(client, "/sources?q=stoltenberg") == []

    @pytest.mark.parametrize(
        ("version", "body", "status"),
        [
            (None, {"note": "x"}, 428),
            ('"v2"', {"note": "x"}, 412),
            ('W/"v1"', {"note": "x"}, 412),
            ('"v1"', {"name": None}, 422),
            ('"v1"', {"kind": "anonymous_person"}, 422),
            ('"v1"', {"article_id": 1}, 422),
            ('"v1"', {"names": []}, 422),
            ('"v1"', [], 422),
        ],
    )
    def test_refuses_invalid_versions_and_values(
        self,
        client: TestClient,
        source: Json,
        version: str | None,
        body: Any,
        status: int,
    ) -> None:
        path = f"{SOURCES}/{source['id']}"
        headers = {"if-match": version} if version else {}

        answer = client.patch(path, json=body, headers=headers)

        assert answer.status_code == status
        assert client.get(path).json()["version"] == 1

    def test_refuses_another_kind_for_an_outlet_with_articles(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(outlet={"name": "CNN"})

        answer = client.patch(
            f"{SOURCES}/{article['outlet_id']}",
            json={"kind": "group"},
            headers={"if-match": '"v1"'},
        )

        assert answer.status_code == 409
        assert answer.json()["count"] == 1
        in_the_way = {"resource": "article", "id": article["id"]}
        assert answer.json()["conflict"] == in_the_way

    def test_restricting_a_source_restricts_its_claims(
        self, client: TestClient, claim: Json, source: Json
    ) -> None:
        client.patch(
            f"{SOURCES}/{source['id']}",
            json={"visibility": "restricted"},
            headers=if_match(source),
        ).raise_for_status()

        read = client.get(f"{API}/claims/{claim['id']}").json()
        assert (read["visibility"], read["version"]) == ("restricted", 2)


class TestDeleteSource:
    def test_frees_its_identifiers(self, client: TestClient, make_source: Make) -> None:
        identifiers = [{"scheme": "wikidata", "value": "Q57665"}]
        source = make_source(identifiers=identifiers)

        answer = client.delete(f"{SOURCES}/{source['id']}", headers=if_match(source))

        assert answer.status_code == 204
        assert make_source(identifiers=identifiers)["id"] != source["id"]

    @pytest.mark.parametrize("role", ["speaker", "outlet"])
    def test_is_refused_while_it_is_used(
        self,
        client: TestClient,
        make_article: Make,
        make_source: Make,
        role: str,
    ) -> None:
        source = make_source(kind="outlet")
        article = make_article()
        if role == "outlet":
            make_article(outlet_id=source["id"])
        else:
            body = claim_in(article["id"], said_by(source["id"]))
            client.post(f"{API}/claims", json=body).raise_for_status()

        answer = client.delete(f"{SOURCES}/{source['id']}", headers=if_match(source))

        assert answer.status_code == 409
        assert answer.json()["count"] == 1

    @pytest.mark.parametrize(("headers", "status"), [({}, 428), ('"v2"', 412)])
    def test_requires_the_current_version(
        self, client: TestClient, source: Json, headers: Any, status: int
    ) -> None:
        sent = {"if-match": headers} if headers else {}

        answer = client.delete(f"{SOURCES}/{source['id']}", headers=sent)

        assert answer.status_code == status
        assert client.get(f"{SOURCES}/{source['id']}").status_code == 200
