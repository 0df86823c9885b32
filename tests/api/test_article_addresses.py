"""Equal addresses of articles, over HTTP."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, ids
from tests.api.conftest import Make

ARTICLES = f"{API}/articles"
ONE = [
    ("https://n.example/caf%C3%A9", "https://n.example/café"),
    ("https://n.example/na%c3%afve", "https://n.example/na%C3%AFve"),
    ("https://n.example/%7Ejo", "https://n.example/~jo"),
    ("https://новости.example/a", "https://xn--b1amnebsh.example/a"),
    ("https://n.example/q?a=1&b=2", "https://n.example/q?b=2&a=1"),
    ("https://n.example/s?msclkid=1", "https://n.example/s"),
    ("https://n.example/p/amp", "https://n.example/p"),
    ("https://m.n.example/p", "https://n.example/p"),
]
TWO = [
    ("https://gov.example/#!/release/12", "https://gov.example/#!/release/13"),
    ("https://gov.example/app#/12", "https://gov.example/app#/13"),
    ("https://n.example/?reference=1", "https://n.example/?reference=2"),
    ("https://n.example/Story", "https://n.example/story"),
]


class TestAddresses:
    @pytest.mark.parametrize(("first", "second"), ONE)
    def test_spellings_of_one_address_are_equal(
        self, client: TestClient, make_article: Make, first: str, second: str
    ) -> None:
        article = make_article(url=first)

        refused = client.post(ARTICLES, json={"url": second})
        found = client.get(ARTICLES, params={"url": second}).json()["data"]

        assert refused.status_code == 409
        assert refused.json()["conflict"]["id"] == article["id"]
        assert [(row["id"], row["url"]) for row in found] == [(article["id"], first)]

    @pytest.mark.parametrize(("first", "second"), TWO)
    def test_addresses_of_two_documents_differ(
        self, client: TestClient, make_article: Make, first: str, second: str
    ) -> None:
        articles = [make_article(url=url) for url in (first, second)]

        found = client.get(ARTICLES, params={"url": second}).json()["data"]

        assert ids(found) == [articles[1]["id"]]
