"""Responses to changes list the records that they created and matched."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match
from tests.api.conformance import document
from tests.api.conftest import Make

NATO = {"kind": "organisation", "name": "NATO"}
AGAIN = {"kind": "organisation", "name": "nato", "sector": "military"}
UNDESCRIBED = {"created": [], "matched": []}


def patch(client: TestClient, path: str, body: Json, read: Json) -> Json:
    answer = client.patch(f"{API}{path}", json=body, headers=if_match(read))
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def step(source: Json) -> Json:
    return {"position": 1, "relation": "said", "source": source}


def told(answer: Json) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Return the created resources, and the pointers of the matched ones."""
    created = [one["resource"] for one in answer["created"]]
    return created, [(one["pointer"], one["filled"]) for one in answer["matched"]]


class TestPatchesOfClaims:
    def test_return_created_records(self, client: TestClient, claim: Json) -> None:
        body = {
            "attribution": [step(NATO)],
            "subjects": [{"source": {**NATO, "name": "UN"}}],
        }

        answer = patch(client, f"/claims/{claim['id']}", body, claim)

        assert told(answer) == (["source", "source"], [])

    def test_return_matched_records_and_filled_fields(
        self, client: TestClient, make_source: Make, claim: Json
    ) -> None:
        nato = make_source(**NATO)
        body = {"attribution": [step(AGAIN)], "tags": ["rain"]}

        answer = patch(client, f"/claims/{claim['id']}", body, claim)

        assert told(answer) == (["tag"], [("/attribution/0/source", ["sector"])])
        assert answer["matched"][0]["id"] == nato["id"]

    def test_return_matched_facts_and_tags(
        self, client: TestClient, fact: Json, claim: Json
    ) -> None:
        stance = {"fact": {"statement": "it rains"}, "stance": "supports"}
        body = {"stances": [stance], "tags": ["sun"]}

        first = patch(client, f"/claims/{claim['id']}", body, claim)
        again = patch(client, f"/claims/{claim['id']}", body | {"note": "x"}, first)

        assert told(first)[0] == ["tag"]
        assert [one["resource"] for one in again["matched"]] == ["tag", "fact"]
        assert again["matched"][1]["id"] == fact["id"]

    def test_omit_records_given_by_id(self, client: TestClient, claim: Json) -> None:
        answer = patch(client, f"/claims/{claim['id']}", {"note": "x"}, claim)

        assert {name: answer[name] for name in UNDESCRIBED} == UNDESCRIBED

    def test_return_the_etag_of_the_record(
        self, client: TestClient, claim: Json
    ) -> None:
        path = f"{API}/claims/{claim['id']}"

        answer = client.patch(
            path, json={"attribution": [step(NATO)]}, headers=if_match(claim)
        )

        assert answer.headers["etag"] == client.get(path).headers["etag"]


class TestPatchesOfArticles:
    def test_return_the_created_or_matched_outlet(
        self, client: TestClient, article: Json
    ) -> None:
        path, outlet = f"/articles/{article['id']}", {"outlet": {"name": "Gazette"}}

        made = patch(client, path, outlet, article)
        matched = patch(client, path, outlet, made)

        assert told(made) == (["source"], [])
        assert told(matched) == ([], [("/outlet", [])])


class TestAffiliations:
    @pytest.fixture
    def path(self, source: Json) -> str:
        return f"/sources/{source['id']}/affiliations"

    def test_a_new_affiliation_returns_the_created_or_matched_organisation(
        self, client: TestClient, path: str, make_source: Make
    ) -> None:
        def post(name: str) -> Any:
            spec = {"organisation": {"name": name, "sector": "military"}}
            return client.post(f"{API}{path}", json=spec | {"relation": "works_for"})

        nato = make_source(**NATO)
        made, matched = post("UN").json(), post("nato").json()

        assert told(made) == (["source"], [])
        assert told(matched) == ([], [("/organisation", ["sector"])])
        assert matched["organisation_id"] == nato["id"]

    def test_a_patched_affiliation_returns_the_created_organisation(
        self, client: TestClient, path: str, source: Json
    ) -> None:
        tie = {"organisation": NATO, "relation": "works_for"}
        made = client.post(f"{API}{path}", json=tie).json()
        read = client.get(f"{API}/sources/{source['id']}").json()

        changed = patch(
            client, f"{path}/{made['id']}", {"organisation": {"name": "UN"}}, read
        )

        assert told(changed) == (["source"], [])


def test_every_write_that_accepts_a_description_returns_its_result() -> None:
    """The answer of a patch left out which source its description was found to be."""
    schemas = document()["components"]["schemas"]
    described = {"SourceSpec", "OutletIn", "OrganisationIn", "AssessorIn", "FactSpec"}

    def reached(name: str, seen: set[str]) -> set[str]:
        if name not in seen:
            seen.add(name)
            for other in refs(schemas[name]):
                reached(other, seen)
        return seen

    silent = []
    for path, item in document()["paths"].items():
        for method in item.keys() & {"post", "put", "patch"}:
            body = refs(item[method].get("requestBody", {}))
            answers = [
                name
                for status, answer in item[method]["responses"].items()
                if status in {"200", "201"}
                for name in refs(answer)
            ]
            sent = {one for name in body for one in reached(name, set())}
            telling = [
                name for name in answers if "matched" in schemas[name]["properties"]
            ]
            if sent & described and not telling:
                silent.append(f"{method} {path}")
    assert silent == []


def refs(schema: Any) -> set[str]:
    """Return the names of the schemas that one refers to."""
    if isinstance(schema, list):
        return {name for one in schema for name in refs(one)}
    if not isinstance(schema, dict):
        return set()
    own = {schema["$ref"].rpartition("/")[2]} if "$ref" in schema else set()
    return own | {name for one in schema.values() for name in refs(one)}
