import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, ids, if_match, the_error
from tests.api.conftest import Make
from tests.keys import shown

pytestmark = pytest.mark.every_case

ARTICLES = f"{API}/articles"


class TestRootArticle:
    def test_lists_reprints(self, client: TestClient, make_article: Make) -> None:
        root = make_article(title="Rain")
        reprints = [make_article(root_article_id=root["id"]) for _ in range(2)]
        make_article(root_article_id=reprints[0]["id"])

        found = client.get(ARTICLES, params={"root_article": root["id"]})

        assert sorted(ids(found.json()["data"])) == sorted(
            one["id"] for one in reprints
        )

    def test_a_reader_finds_no_reprints_of_a_restricted_article(
        self, client: TestClient, make_article: Make
    ) -> None:
        root = make_article(title="Rain")
        make_article(root_article_id=root["id"])
        client.patch(
            f"{ARTICLES}/{root['id']}",
            json={"visibility": "restricted"},
            headers=if_match(root),
        )

        found = client.get(
            ARTICLES,
            params={"root_article": root["id"]},
            headers=shown("reader"),
        )

        assert found.json()["data"] == []


class TestAvailability:
    @pytest.mark.parametrize("value", ["available", "corrected", "retracted"])
    def test_filters_articles(
        self, client: TestClient, make_article: Make, value: str
    ) -> None:
        article = make_article(availability=value)
        make_article(availability="removed")

        found = client.get(ARTICLES, params={"availability": value})

        assert ids(found.json()["data"]) == [article["id"]]

    def test_unknown_values_are_refused(self, client: TestClient) -> None:
        answer = client.post(ARTICLES, json={"title": "A", "availability": "paywalled"})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/availability"
