from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    LARGEST_ID,
    MERGE_PATCH,
    Json,
    ids,
    if_match,
    the_error,
    walk,
)
from tests.api.conftest import CountingReader, Make

FACTS = f"{API}/facts"
# Every column a writer gives, each other than its default.
EVERYTHING = {
    "slug": "belarus-enters-ukraine",
    "statement": "Белорусские войска enter Ukraine before 2023.",
    "kind": "forecast",
    "resolution_criteria": "Two agencies say so.",
    "opens_at": "2022-03-01T00:00:00Z",
    "closes_at": "2022-12-31T00:00:00Z",
    "resolves_by": "2023-01-01T09:30:00.5Z",
    "place": "Brest",
    "visibility": "restricted",
    "note": "Checked.",
}


def refused(client: TestClient, body: Json, status: int = 422) -> Json:
    """Post an invalid fact, and return the error; nothing is stored."""
    before = walk(client, "/changes?limit=1000")
    answer = client.post(FACTS, json=body)
    assert answer.status_code == status, answer.text
    assert walk(client, "/changes?limit=1000") == before
    problem: Json = answer.json()
    return problem


class TestCreateFact:
    def test_fills_in_missing_fields(self, client: TestClient) -> None:
        made = client.post(FACTS, json={"statement": "It rains in Minsk."})

        assert made.status_code == 201
        fact = made.json()
        at = fact["created_at"]
        assert fact == {
            "id": fact["id"],
            "version": 1,
            "slug": "it-rains-in-minsk",
            "statement": "It rains in Minsk.",
            "kind": "other",
            "state": "open",
            "outcome": None,
            "verdicts": [],
            "sides": {
                "supports": 0,
                "hedges_for": 0,
                "noncommittal": 0,
                "no_evidence": 0,
                "hedges_against": 0,
                "denies": 0,
            },
            "resolution_criteria": None,
            "opens_at": None,
            "closes_at": None,
            "resolves_by": None,
            "place": None,
            "parent_id": None,
            "parent": None,
            "merged_into_id": None,
            "merged_into": None,
            "visibility": "public",
            "embargo_until": None,
            "note": None,
            "created_at": at,
            "updated_at": at,
            "withdrawn_at": None,
            "created": [],
            "matched": [],
            "similar": [],
        }

    def test_returns_the_stored_fact(self, client: TestClient, fact: Json) -> None:
        made = client.post(FACTS, json=EVERYTHING | {"parent_id": fact["id"]})

        assert made.status_code == 201
        body = made.json()
        wire = EVERYTHING | {"resolves_by": "2023-01-01T09:30:00.500000Z"}
        assert body.items() >= wire.items()
        assert (body["parent_id"], body["parent"]) == (
            fact["id"],
            {name: fact[name] for name in ("id", "slug", "statement")},
        )
        for key in (body["id"], body["slug"]):
            read = client.get(f"{FACTS}/{key}")
            assert read.json() == {
                k: v
                for k, v in body.items()
                if k not in {"created", "matched", "similar"}
            }
            assert read.headers["etag"] == made.headers["etag"]
        assert made.headers["location"] == f"{FACTS}/{body['id']}"

    def test_derives_unique_slugs_from_statements(self, make_fact: Make) -> None:
        statements = ["It rains.", "it RAINS!", "It rains 2", "Дождь", "2023"]

        slugs = [make_fact(statement=one)["slug"] for one in statements]

        assert slugs == ["it-rains", "it-rains-2", "it-rains-2-2", "fact", "fact-2023"]

    def test_refuses_the_slug_of_another_fact(
        self, client: TestClient, make_fact: Make
    ) -> None:
        fact = make_fact(slug="rain")

        problem = refused(client, {"statement": "Another.", "slug": "rain"}, 409)

        assert problem["conflict"] == {"resource": "fact", "id": fact["id"]}

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/statement"),
            ({"statement": ""}, "/statement"),
            ({"statement": " \n"}, "/statement"),
            ({"statement": "x" * 2001}, "/statement"),
            ({"statement": "x\0"}, "/statement"),
            ({"statement": None}, "/statement"),
            ({"slug": "Rain"}, "/slug"),
            ({"slug": "rain-"}, "/slug"),
            ({"slug": "rain--snow"}, "/slug"),
            ({"slug": "дождь"}, "/slug"),
            ({"slug": "17"}, "/slug"),
            ({"slug": ""}, "/slug"),
            ({"slug": "x" * 101}, "/slug"),
            ({"kind": "rumour"}, "/kind"),
            ({"kind": "forecast", "resolves_by": "2023-01-01"}, "/resolution_criteria"),
            ({"kind": "forecast", "resolution_criteria": "x"}, "/resolves_by"),
            ({"opens_at": "2022-03-02", "closes_at": "2022-03-01"}, "/closes_at"),
            ({"opens_at": "2022-03-02", "resolves_by": "2022-03-02"}, "/resolves_by"),
            ({"opens_at": "2022-03-32"}, "/opens_at"),
            ({"resolves_by": 1647820800}, "/resolves_by"),
            ({"parent_id": LARGEST_ID}, "/parent_id"),
            ({"parent_id": 0}, "/parent_id"),
            ({"place": ""}, "/place"),
            ({"visibility": "secret"}, "/visibility"),
            ({"merged_into_id": 1}, "/merged_into_id"),
            ({"state": "happened"}, "/state"),
        ],
    )
    def test_points_at_the_error(
        self, client: TestClient, body: Json, pointer: str
    ) -> None:
        whole = {"statement": "It rains."} | body if body else {}

        problem = refused(client, whole)

        assert [error["pointer"] for error in problem["errors"]] == [pointer]


class TestReadFact:
    def test_accepts_an_id_or_a_slug(self, client: TestClient, make_fact: Make) -> None:
        fact = make_fact(slug="2-rains")

        for key in ("2-rains", fact["id"], f"0{fact['id']}"):
            assert client.get(f"{FACTS}/{key}").json()["id"] == fact["id"]

    @pytest.mark.parametrize("key", [LARGEST_ID, "no-such-fact"])
    @pytest.mark.parametrize("part", ["", "/claims", "/assessments", "/outcome"])
    def test_unknown_ids_and_slugs_are_not_found(
        self, client: TestClient, key: int | str, part: str
    ) -> None:
        answer = client.get(f"{FACTS}/{key}{part}")

        assert answer.status_code == 404
        called = "id" if key == LARGEST_ID else "slug"
        assert answer.json()["detail"] == f"No fact with {called} {key}."

    def test_prefers_live_and_public_facts_with_the_slug(
        self, client: TestClient, make_fact: Make
    ) -> None:
        gone = make_fact(slug="rain")
        client.delete(f"{FACTS}/{gone['id']}", headers=if_match(gone))
        restricted = make_fact(slug="rain", visibility="restricted")
        found = [client.get(f"{FACTS}/rain?include=withdrawn").json()["id"]]
        public = make_fact(slug="rain")
        found += [client.get(f"{FACTS}/rain").json()["id"]]

        assert found == [restricted["id"], public["id"]]

    def test_shows_only_the_fields_that_are_named(
        self, client: TestClient, fact: Json
    ) -> None:
        answer = client.get(f"{FACTS}/{fact['id']}?fields=slug,state")

        shown = {"id": fact["id"], "slug": fact["slug"], "state": "open"}
        assert answer.json() == shown


@pytest.mark.every_case
class TestReadFacts:
    @pytest.mark.parametrize(
        ("query", "values"),
        [
            ("kind=forecast", EVERYTHING),
            ("kind=forecast&kind=event", {"kind": "event"}),
            ("kind=forecast,event", {"kind": "event"}),
            ("q=kyïv STANDS", {"statement": "Kyiv still stands."}),
            ('q="100%25 rain"', {"statement": "It is 100% rain."}),
            ("q=БЕЛОРУССКИЕ", EVERYTHING),
            ("status=due", {"resolves_by": "2022-01-01"}),
            ("status=due,happened", {"resolves_by": "2022-01-01"}),
            ("due=overdue", {"resolves_by": "2022-01-01"}),
            ("due=30d&as_of=2022-01-01", EVERYTHING | {"resolves_by": "2022-01-31"}),
            ("due=1d&as_of=2022-12-31", {"resolves_by": "2023-01-01"}),
        ],
    )
    def test_returns_the_facts_that_match_a_filter(
        self, client: TestClient, make_fact: Make, query: str, values: Json
    ) -> None:
        opened = {"opens_at": "2021-01-01"}
        other = make_fact(**opened, statement="Other 100 %.", kind="state")
        fact = make_fact(**values | opened)

        rows = walk(client, f"/facts?{query}&limit=1")

        assert ids(rows) == [fact["id"]]
        assert other["id"] in ids(walk(client, "/facts"))
        page = client.get(f"{FACTS}?{query}&include=total").json()
        assert page["total"] == 1

    @pytest.mark.portable
    @pytest.mark.parametrize(
        "query",
        [
            "kind=rumour",
            "status=closed",
            "status=",
            "verdict=likely",
            "outcome=maybe",
            "due=soon",
            "due=0d",
            "due=30",
            "due=99999d",
            "due=-1d",
            "sort=slug",
            "q=%00",
            "q=",
            "limit=1001",
            "withdrawn=true",
            "as_of_kind=record",
        ],
    )
    def test_reports_the_wrong_parameter(self, client: TestClient, query: str) -> None:
        answer = client.get(f"{FACTS}?{query}")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == query.partition("=")[0]

    def test_includes_withdrawn_facts_if_requested(
        self, client: TestClient, fact: Json
    ) -> None:
        client.delete(f"{FACTS}/{fact['id']}", headers=if_match(fact))

        assert fact["id"] not in ids(walk(client, "/facts"))
        assert fact["id"] in ids(walk(client, "/facts?include=withdrawn"))

    def test_takes_as_many_queries_for_many_rows_as_for_one(
        self, client: TestClient, reader: CountingReader, make_fact: Make
    ) -> None:
        for number in range(20):
            make_fact(statement=f"{number}", resolves_by="2022-01-01")

        paths = ["/facts?limit=1", "/facts?limit=20", "/facts?limit=20&status=due"]
        assert reader.counts(client, *paths) == [3, 3, 3]
        sorted_by = [f"/facts?limit={n}&sort=resolves_by" for n in (1, 20, 21)]
        assert reader.counts(client, *sorted_by) == [3, 4, 4]


class TestUpdateFact:
    @pytest.mark.parametrize("media_type", ["application/json", MERGE_PATCH])
    def test_changes_only_sent_fields(
        self, client: TestClient, make_fact: Make, media_type: str
    ) -> None:
        fact = make_fact(**EVERYTHING)
        headers = if_match(fact) | {"content-type": media_type}

        body = {"place": None, "kind": "event", "slug": "belarus"}
        answer = client.patch(f"{FACTS}/{fact['id']}", json=body, headers=headers)

        assert answer.status_code == 200
        del fact["created"], fact["matched"], fact["similar"]
        updated = {"version": 2, "updated_at": answer.json()["updated_at"]}
        assert answer.json() == fact | body | updated
        read = client.get(f"{FACTS}/belarus")
        assert read.headers["etag"] == answer.headers["etag"]
        assert client.get(f"{FACTS}/{EVERYTHING['slug']}").status_code == 404

    @pytest.mark.parametrize(
        ("version", "body", "status"),
        [
            (None, {}, 428),
            ('"v2"', {}, 412),
            ('"v1"', {"statement": None}, 422),
            ('"v1"', {"slug": None}, 422),
            ('"v1"', {"slug": "5"}, 422),
            ('"v1"', {"kind": "forecast"}, 422),
            ('"v1"', {"parent_id": LARGEST_ID}, 422),
            ('"v1"', {"visibility": None}, 422),
            ('"v1"', {"merged_into_id": 1}, 422),
            ('"v1"', {"slug": "it-is-noisy"}, 409),
        ],
    )
    def test_refuses_invalid_bodies_wrong_versions_and_conflicts(
        self, client: TestClient, fact: Json, version: str, body: Json, status: int
    ) -> None:
        path = f"{FACTS}/{fact['id']}"
        headers = {"if-match": version} if version else {}

        answer = client.patch(path, json=body, headers=headers)

        assert answer.status_code == status
        assert client.get(path).json()["version"] == 1

    def test_refuses_a_circle_of_parts(
        self, client: TestClient, make_fact: Make
    ) -> None:
        whole = make_fact()
        part = make_fact(parent_id=whole["id"])

        for parent in (whole, part):
            answer = client.patch(
                f"{FACTS}/{whole['id']}",
                json={"parent_id": parent["id"]},
                headers=if_match(whole),
            )
            assert answer.status_code == 422
            assert the_error(answer)["pointer"] == "/parent_id"


class TestDeleteAndRestoreFact:
    def test_delete_is_refused_while_claims_have_a_stance_on_the_fact(
        self, client: TestClient, make_claim: Make, fact: Json
    ) -> None:
        stances = [{"fact_id": fact["id"], "stance": "denies"}]
        claims = [make_claim(text=text, stances=stances) for text in ("One.", "Two.")]

        answer = client.delete(f"{FACTS}/{fact['id']}", headers=if_match(fact))

        assert answer.status_code == 409
        assert answer.json()["count"] == 2
        conflict = {"resource": "claim", "id": claims[0]["id"]}
        assert answer.json()["conflict"] == conflict

    def test_delete_is_refused_while_the_fact_has_parts(
        self, client: TestClient, make_fact: Make
    ) -> None:
        whole = make_fact()
        part = make_fact(parent_id=whole["id"])

        answer = client.delete(f"{FACTS}/{whole['id']}", headers=if_match(whole))

        assert (answer.status_code, answer.json()["count"]) == (409, 1)
        assert answer.json()["conflict"] == {"resource": "fact", "id": part["id"]}

    def test_restores_the_whole_fact(self, client: TestClient, make_fact: Make) -> None:
        fact = make_fact(**EVERYTHING)
        path = f"{FACTS}/{fact['id']}"
        client.delete(path, headers=if_match(fact)).raise_for_status()
        gone = [client.get(f"{path}{part}") for part in ("", "/claims", "/assessments")]

        back = client.post(f"{path}/restore?reason=x", headers={"if-match": '"v2"'})

        assert [answer.status_code for answer in gone] == [410, 404, 404]
        assert back.status_code == 200
        del fact["created"], fact["matched"], fact["similar"]
        updated = {"version": 3, "updated_at": back.json()["updated_at"]}
        assert back.json() == fact | updated

    @pytest.mark.parametrize(
        ("query", "version", "status"),
        [("", '"v2"', 422), ("?reason=x", None, 428), ("?reason=x", '"v1"', 412)],
    )
    def test_restore_requires_a_reason_and_the_version(
        self, client: TestClient, fact: Json, query: str, version: Any, status: int
    ) -> None:
        path = f"{FACTS}/{fact['id']}"
        client.delete(path, headers=if_match(fact)).raise_for_status()

        headers = {"if-match": version} if version else {}
        back = client.post(f"{path}/restore{query}", headers=headers)

        assert back.status_code == status
        assert client.get(path).status_code == 410

    def test_restore_is_refused_if_another_fact_has_the_slug(
        self, client: TestClient, make_fact: Make
    ) -> None:
        fact = make_fact()
        path = f"{FACTS}/{fact['id']}"
        client.delete(path, headers=if_match(fact)).raise_for_status()
        other = make_fact()

        back = client.post(f"{path}/restore?reason=x", headers={"if-match": '"v2"'})

        assert back.status_code == 409
        assert back.json()["conflict"] == {"resource": "fact", "id": other["id"]}
