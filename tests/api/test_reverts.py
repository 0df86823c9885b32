from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match, the_error
from tests.api.conftest import Make
from tests.api.writes import sample

pytestmark = pytest.mark.every_case

RESOURCES = ("source", "article", "claim", "fact", "tag")
# What is changed by mistake.
MISTAKES: dict[str, Json] = {
    "source": {"name": "Another name", "kind": "organisation", "country_code": "DE"},
    "article": {"title": "Snow", "published": "2022-03-22", "language": "en"},
    "claim": {
        "text": "It poured.",
        "tags": ["rain"],
        "said": "2022-03-22",
        "hedges": ["likely"],
        "attribution": [
            {
                "position": 1,
                "relation": "said",
                "source": {"name": "A", "kind": "person"},
            }
        ],
    },
    "fact": {"statement": "It snowed.", "kind": "state", "place": "Kyiv"},
    "tag": {"name": "snow", "note": "Cold."},
}
CHANGING = {"version", "updated_at"}
every_resource = pytest.mark.parametrize("resource", RESOURCES)


def revert(client: TestClient, path: str, to: int, version: int | str = "*") -> Any:
    read = version if version == "*" else f'"v{version}"'
    return client.post(
        f"{API}{path}/revert", json={"version": to}, headers={"if-match": str(read)}
    )


def without(body: Json, *names: str) -> Json:
    """Return a record without ids of children, which are other rows by now."""
    left = {name: value for name, value in body.items() if name not in CHANGING}
    for name in names:
        left[name] = [{**child, "id": None} for child in left[name]]
    return left


def read(client: TestClient, path: str) -> Json:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


class TestRevert:
    @every_resource
    def test_creates_a_version_with_the_content_of_an_earlier_one(
        self, client: TestClient, resource: str
    ) -> None:
        path = sample(client, f"update_{resource}").record
        first = read(client, path)
        patched = client.patch(
            API + path, json=MISTAKES[resource], headers={"if-match": "*"}
        )
        assert patched.status_code == 200, patched.text

        answer = revert(client, path, 1, version=2)

        assert answer.status_code == 200, answer.text
        assert answer.json()["version"] == 3
        children = ["attribution"] if resource == "claim" else []
        assert without(answer.json(), *children) == without(first, *children)
        assert answer.json() == read(client, path)
        history = read(client, f"{path}/history")["data"]
        assert [one["action"] for one in history] == ["update", "update", "create"]

    @every_resource
    def test_can_be_reverted_itself(self, client: TestClient, resource: str) -> None:
        path = sample(client, f"update_{resource}").record
        client.patch(API + path, json=MISTAKES[resource], headers={"if-match": "*"})
        mistaken = read(client, path)
        revert(client, path, 1)

        answer = revert(client, path, 2)

        assert answer.status_code == 200, answer.text
        children = ["attribution"] if resource == "claim" else []
        assert without(answer.json(), *children) == without(mistaken, *children)

    @every_resource
    def test_refuses_a_version_that_was_redacted(
        self, client: TestClient, resource: str
    ) -> None:
        path = sample(client, f"update_{resource}").record
        client.post(f"{API}{path}/redact?reason=x", headers={"if-match": "*"})

        answer = revert(client, path, 1)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/version"
        assert the_error(answer)["code"] == "redacted"

    @every_resource
    @pytest.mark.parametrize("to", [1, 2, 99])
    def test_refuses_versions_that_are_not_earlier(
        self, client: TestClient, resource: str, to: int
    ) -> None:
        path = sample(client, f"update_{resource}").record

        answer = revert(client, path, to)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/version"

    @every_resource
    def test_requires_the_current_version(
        self, client: TestClient, resource: str
    ) -> None:
        path = sample(client, f"update_{resource}").record
        client.patch(API + path, json={"note": "x"}, headers={"if-match": "*"})

        answer = revert(client, path, 1, version=1)

        assert answer.status_code == 412
        assert read(client, path)["note"] == "x"

    @every_resource
    def test_does_not_change_the_visibility(
        self, client: TestClient, resource: str
    ) -> None:
        path = sample(client, f"update_{resource}").record
        client.patch(
            API + path, json={"visibility": "restricted"}, headers={"if-match": "*"}
        )

        answer = revert(client, path, 1)

        assert answer.status_code == 200
        assert answer.json()["visibility"] == "restricted"


class TestReferences:
    def test_a_reference_to_a_withdrawn_source_is_refused(
        self, client: TestClient, make_source: Make, make_article: Make
    ) -> None:
        outlet = make_source(kind="outlet", name="Daily Rain")
        article = make_article(outlet_id=outlet["id"])
        path = f"/articles/{article['id']}"
        client.patch(API + path, json={"outlet_id": None}, headers=if_match(article))
        client.delete(f"{API}/sources/{outlet['id']}", headers=if_match(outlet))

        answer = revert(client, path, 1)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "source", "id": outlet["id"]}

    def test_identifiers_and_names_of_a_source_are_restored(
        self, client: TestClient, make_source: Make
    ) -> None:
        source = make_source(
            kind="person",
            name="Jens Stoltenberg",
            names=[{"name": "J. S.", "kind": "alias"}],
            identifiers=[{"scheme": "wikidata", "value": "Q57665"}],
        )
        path = f"/sources/{source['id']}"
        one = source["identifiers"][0]["id"]
        client.delete(f"{API}{path}/identifiers/{one}", headers=if_match(source))

        answer = revert(client, path, 1)

        assert answer.status_code == 200, answer.text
        (back,) = answer.json()["identifiers"]
        assert (back["scheme"], back["value"]) == ("wikidata", "Q57665")
        assert answer.json()["names"] == source["names"]

    def test_the_publication_date_of_an_article_is_restored(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(published="2022-03-01")
        path = f"/articles/{article['id']}"
        client.patch(
            API + path, json={"published": "2022-04-01"}, headers=if_match(article)
        )

        answer = revert(client, path, 1)

        assert answer.json()["published"] == article["published"]
