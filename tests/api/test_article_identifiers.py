"""External identifiers of articles, over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match, the_error
from tests.api.conftest import Make

ARTICLES = f"{API}/articles"
DOI = {"scheme": "doi", "value": "https://doi.org/10.1000/ABC"}
GUID = {"scheme": "guid", "value": "tag:n.example,2022:7"}
WIRE = {"scheme": "wire", "value": "A17"}


def found(client: TestClient, identifier: str) -> list[int]:
    answer = client.get(ARTICLES, params={"identifier": identifier})
    return [row["id"] for row in answer.json()["data"]]


def patch(client: TestClient, article: Json, **values: Any) -> Any:
    path = f"{ARTICLES}/{article['id']}"
    return client.patch(path, json=values, headers={"if-match": "*"})


@pytest.fixture
def story(make_article: Make) -> Json:
    return make_article(outlet={"name": "Gazette"}, identifiers=[DOI, GUID, WIRE])


class TestRecord:
    def test_stores_each_identifier_as_sent(
        self, client: TestClient, story: Json
    ) -> None:
        read = client.get(f"{ARTICLES}/{story['id']}").json()

        assert story["identifiers"] == read["identifiers"] == [DOI, GUID, WIRE]

    @pytest.mark.parametrize(
        ("identifier", "is_found"),
        [
            ("doi:10.1000/abc", True),
            ("doi:doi:10.1000/Abc", True),
            ("doi:http://dx.doi.org/10.1000/ABC", True),
            ("guid:tag:n.example,2022:7", True),
            ("wire:A17", True),
            ("wire:a17", False),
            ("guid:A17", False),
        ],
    )
    def test_finds_an_article_by_each_identifier(
        self, client: TestClient, story: Json, identifier: str, is_found: bool
    ) -> None:
        assert found(client, identifier) == [story["id"]] * is_found

    @pytest.mark.parametrize(
        ("outlet", "identifier"),
        [
            ("Courier", {"scheme": "doi", "value": "10.1000/abc"}),
            ("Courier", WIRE),
            ("Gazette", GUID),
        ],
    )
    def test_refuses_an_identifier_of_another_article(
        self, client: TestClient, story: Json, outlet: str, identifier: Json
    ) -> None:
        body = {"outlet": {"name": outlet}, "identifiers": [identifier]}

        answer = client.post(ARTICLES, json=body)

        assert answer.status_code == 409
        conflict = answer.json()["conflict"]
        assert (conflict["resource"], conflict["id"]) == ("article", story["id"])

    @pytest.mark.parametrize("outlet", [{"name": "Courier"}, None])
    def test_accepts_a_guid_that_another_outlet_uses(
        self, client: TestClient, story: Json, outlet: Json | None
    ) -> None:
        body = {"outlet": outlet, "identifiers": [GUID]}

        for _ in range(1 if outlet else 2):
            assert client.post(ARTICLES, json=body).status_code == 201
        assert story["id"] in found(client, f"guid:{GUID['value']}")

    @pytest.mark.parametrize(
        ("identifiers", "pointer"),
        [
            ([{"scheme": "doi", "value": "abc"}], "/identifiers/0/value"),
            ([WIRE, {"scheme": "isbn", "value": "1"}], "/identifiers/1/scheme"),
            ([{"scheme": "guid", "value": " "}], "/identifiers/0/value"),
            (
                [DOI, {"scheme": "doi", "value": "10.1000/abc"}],
                "/identifiers/1/value",
            ),
        ],
    )
    def test_refuses_an_invalid_value(
        self, client: TestClient, identifiers: list[Json], pointer: str
    ) -> None:
        answer = client.post(ARTICLES, json={"identifiers": identifiers})

        assert the_error(answer)["pointer"] == pointer

    @pytest.mark.parametrize("wrong", ["isbn:1", "doi:abc", "doi", "guid:"])
    def test_refuses_to_search_for_an_invalid_value(
        self, client: TestClient, wrong: str
    ) -> None:
        answer = client.get(ARTICLES, params={"identifier": wrong})

        assert the_error(answer)["parameter"] == "identifier"


class TestPatch:
    def test_replaces_identifiers(self, client: TestClient, story: Json) -> None:
        same = {"scheme": "doi", "value": "10.1000/abc"}

        body = patch(client, story, identifiers=[same]).json()

        assert body["identifiers"] == [same]
        assert found(client, "wire:A17") == []
        assert client.post(ARTICLES, json={"identifiers": [WIRE]}).status_code == 201

    def test_keeps_identifiers_if_none_are_sent(
        self, client: TestClient, story: Json
    ) -> None:
        body = patch(client, story, title="Rain").json()

        assert body["identifiers"] == [DOI, GUID, WIRE]

    def test_refuses_an_outlet_that_has_an_article_with_the_same_guid(
        self, client: TestClient, story: Json, make_article: Make
    ) -> None:
        other = make_article(outlet={"name": "Courier"}, identifiers=[GUID])

        answer = patch(client, other, outlet={"name": "Gazette"})

        assert answer.json()["conflict"]["id"] == story["id"]

    def test_can_be_reverted(self, client: TestClient, story: Json) -> None:
        path = f"{ARTICLES}/{story['id']}"
        patch(client, story, identifiers=[])
        (newest, *_) = client.get(f"{path}/history").json()["data"]

        body = client.post(
            f"{path}/revert", json={"version": 1}, headers={"if-match": "*"}
        ).json()

        assert newest["changes"] == [
            {"field": "identifiers", "old": [DOI, GUID, WIRE], "new": []}
        ]
        assert body["identifiers"] == [DOI, GUID, WIRE]
        assert found(client, "doi:10.1000/abc") == [story["id"]]


class TestWithdrawalAndRedaction:
    def test_identifiers_of_a_withdrawn_article_can_be_used_again(
        self, client: TestClient, story: Json
    ) -> None:
        path = f"{ARTICLES}/{story['id']}"
        client.delete(path, headers=if_match(story)).raise_for_status()

        assert client.post(ARTICLES, json={"identifiers": [DOI]}).status_code == 201

    def test_redaction_erases_identifiers(
        self, client: TestClient, story: Json
    ) -> None:
        path, why = f"{ARTICLES}/{story['id']}", {"reason": "an order of the court"}

        client.post(f"{path}/redact", params=why, headers={"if-match": "*"})

        assert client.get(path).json()["identifiers"] == []
        assert "A17" not in client.get(f"{path}/history").text
