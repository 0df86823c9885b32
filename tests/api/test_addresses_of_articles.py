"""Several addresses of one article, over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match, the_error
from tests.api.conftest import Make

ARTICLES = f"{API}/articles"
URL = "https://n.example/story"
AMP = {"kind": "amp", "url": "https://n.example/story/amp"}
COPY = {"kind": "archive", "url": "https://archive.example/2022/story"}
CANONICAL = {"kind": "canonical", "url": URL}
OTHER = "https://n.example/2022/story"


def found(client: TestClient, url: str) -> list[int]:
    answer = client.get(ARTICLES, params={"url": url})
    return [row["id"] for row in answer.json()["data"]]


def patch(client: TestClient, article: Json, **values: Any) -> Any:
    path, read = f"{ARTICLES}/{article['id']}", {"if-match": "*"}
    return client.patch(path, json=values, headers=read)


@pytest.fixture
def story(make_article: Make) -> Json:
    return make_article(url=URL, addresses=[AMP, COPY])


class TestRecord:
    def test_stores_each_address_with_its_kind(
        self, client: TestClient, story: Json
    ) -> None:
        read = client.get(f"{ARTICLES}/{story['id']}").json()

        assert story["addresses"] == [CANONICAL, AMP, COPY]
        assert (read["url"], read["addresses"]) == (URL, story["addresses"])

    @pytest.mark.parametrize("url", [URL, AMP["url"], COPY["url"], f"{COPY['url']}/"])
    def test_finds_an_article_by_each_address(
        self, client: TestClient, story: Json, url: str
    ) -> None:
        assert found(client, url) == [story["id"]]

    def test_uses_the_canonical_address_as_url(self, make_article: Make) -> None:
        article = make_article(addresses=[COPY, CANONICAL])

        assert article["url"] == URL
        assert article["addresses"] == [COPY, CANONICAL]

    def test_stores_the_url_with_the_kind_that_is_sent(
        self, make_article: Make
    ) -> None:
        sent = [{"kind": "mobile", "url": "https://m.n.example/story"}, CANONICAL]

        article = make_article(url="https://m.n.example/story", addresses=sent)

        assert article["addresses"] == sent

    @pytest.mark.parametrize(
        "sent",
        [
            {"url": COPY["url"]},
            {"url": "https://n.example/b", "addresses": [COPY]},
            {"addresses": [{"kind": "former", "url": "http://m.n.example/story"}]},
        ],
    )
    def test_refuses_an_address_of_another_article(
        self, client: TestClient, story: Json, sent: Json
    ) -> None:
        answer = client.post(ARTICLES, json=sent)

        assert answer.status_code == 409
        conflict = answer.json()["conflict"]
        assert (conflict["resource"], conflict["id"]) == ("article", story["id"])
        assert found(client, "https://n.example/b") == []

    def test_accepts_an_address_of_a_restricted_article_for_a_public_one(
        self, client: TestClient, make_article: Make
    ) -> None:
        make_article(visibility="restricted", addresses=[COPY])

        assert client.post(ARTICLES, json={"addresses": [COPY]}).status_code == 201

    def test_an_address_of_a_withdrawn_article_can_be_used_again(
        self, client: TestClient, story: Json
    ) -> None:
        path = f"{ARTICLES}/{story['id']}"
        client.delete(path, headers=if_match(story)).raise_for_status()

        assert client.post(ARTICLES, json={"addresses": [COPY]}).status_code == 201
        why = {"reason": "It was no mistake."}
        restored = client.post(f"{path}/restore", params=why, headers={"if-match": "*"})
        assert restored.status_code == 409

    @pytest.mark.parametrize(
        ("addresses", "pointer"),
        [
            ([COPY, COPY], "/addresses/1/url"),
            ([{"kind": "short", "url": URL}], "/addresses/0/kind"),
            ([{"kind": "amp", "url": "n.example"}], "/addresses/0/url"),
            ([{"kind": "amp"}], "/addresses/0/url"),
        ],
    )
    def test_refuses_an_invalid_address(
        self, client: TestClient, addresses: list[Json], pointer: str
    ) -> None:
        answer = client.post(ARTICLES, json={"addresses": addresses})

        assert the_error(answer)["pointer"] == pointer


class TestPatch:
    def test_keeps_the_old_url_as_a_former_address(
        self, client: TestClient, story: Json
    ) -> None:
        body = patch(client, story, url=OTHER).json()

        former = {"kind": "former", "url": URL}
        assert {one["url"]: one for one in body["addresses"]} == {
            one["url"]: one
            for one in (former, AMP, COPY, {"kind": "canonical", "url": OTHER})
        }
        assert found(client, URL) == found(client, OTHER) == [story["id"]]

    def test_makes_a_former_address_canonical_again(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(url=URL)
        patch(client, article, url=OTHER)

        body = patch(client, article, url=URL).json()

        assert body["addresses"] == [CANONICAL, {"kind": "former", "url": OTHER}]

    def test_replaces_all_addresses(self, client: TestClient, story: Json) -> None:
        body = patch(client, story, url=OTHER, addresses=[COPY]).json()

        assert body["addresses"] == [COPY, {"kind": "canonical", "url": OTHER}]
        assert found(client, URL) == []
        assert client.post(ARTICLES, json={"url": URL}).status_code == 201

    def test_an_empty_list_leaves_only_the_url(
        self, client: TestClient, story: Json
    ) -> None:
        body = patch(client, story, addresses=[]).json()

        assert body["addresses"] == [CANONICAL]

    def test_refuses_an_address_of_another_article(
        self, client: TestClient, story: Json, make_article: Make
    ) -> None:
        other = make_article(url="https://n.example/b")

        for sent in ({"url": AMP["url"]}, {"addresses": [COPY]}):
            answer = patch(client, other, **sent)

            assert answer.json()["conflict"]["id"] == story["id"]

    def test_creates_an_audit_entry_and_can_be_reverted(
        self, client: TestClient, story: Json
    ) -> None:
        path = f"{ARTICLES}/{story['id']}"
        patch(client, story, url=OTHER, addresses=[])
        newest = client.get(f"{path}/history").json()["data"][0]

        body = client.post(
            f"{path}/revert", json={"version": 1}, headers={"if-match": "*"}
        ).json()

        changed = {one["field"]: one for one in newest["changes"]}
        assert changed["addresses"]["old"] == [CANONICAL, AMP, COPY]
        assert body["url"] == URL
        assert sorted(map(str, body["addresses"])) == sorted(
            map(str, [CANONICAL, AMP, COPY])
        )
        assert found(client, COPY["url"]) == [story["id"]]

    def test_restricting_an_article_frees_its_addresses(
        self, client: TestClient, story: Json
    ) -> None:
        patch(client, story, visibility="restricted")

        assert client.post(ARTICLES, json={"addresses": [COPY]}).status_code == 201


class TestRedact:
    def test_erases_addresses(self, client: TestClient, story: Json) -> None:
        path = f"{ARTICLES}/{story['id']}"
        why = {"reason": "an order of the court"}
        answer = client.post(f"{path}/redact", params=why, headers={"if-match": "*"})

        assert answer.status_code == 204
        assert client.get(path).json()["addresses"] == []
        assert "n.example" not in client.get(f"{path}/history").text
        assert found(client, COPY["url"]) == []
