"""The date of the last change of an article, separate from its publication."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, if_match, the_error
from tests.api.conftest import Make

ARTICLES = f"{API}/articles"


class TestUpdated:
    def test_is_stored_separately_from_published(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(published="2022-03-22", updated="2022-03-23T09:30Z")

        read = client.get(f"{ARTICLES}/{article['id']}").json()

        assert read["updated"] == {
            "from": "2022-03-23T09:30:00Z",
            "to": "2022-03-23T09:31:00Z",
            "precision": "minute",
            "text": None,
        }
        assert read["published"]["from"] == "2022-03-22T00:00:00Z"

    def test_is_null_if_not_sent(self, make_article: Make) -> None:
        assert make_article(published="2022-03-22")["updated"] is None

    def test_is_in_lists(self, client: TestClient, make_article: Make) -> None:
        article = make_article(updated="2022-03-23")

        listed = client.get(ARTICLES, params={"sort": "-recorded"}).json()["data"]

        assert listed[0]["updated"] == article["updated"]

    def test_is_patched_part_by_part(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(updated="2022-03-23")

        patched = client.patch(
            f"{ARTICLES}/{article['id']}",
            json={"updated": {"text": "on Wednesday"}},
            headers=if_match(article),
        ).json()

        assert patched["updated"] == article["updated"] | {"text": "on Wednesday"}

    def test_is_in_the_history(self, client: TestClient, make_article: Make) -> None:
        article = make_article()
        path = f"{ARTICLES}/{article['id']}"
        client.patch(path, json={"updated": "2022"}, headers=if_match(article))

        newest = client.get(f"{path}/history").json()["data"][0]

        assert [change["field"] for change in newest["changes"]] == ["updated"]

    @pytest.mark.parametrize(
        "sent", ["soon", {"from": "2022-03-23", "to": "2022-03-22"}]
    )
    def test_is_refused_if_it_is_not_a_date(
        self, client: TestClient, sent: object
    ) -> None:
        answer = client.post(ARTICLES, json={"title": "Rain", "updated": sent})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/updated"

    def test_redacting_the_article_erases_the_text_of_the_date(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(updated={"from": "2022-03-23", "text": "by Ann E"})
        path = f"{ARTICLES}/{article['id']}"

        redacted = client.post(
            f"{path}/redact?reason=Private.", headers=if_match(article)
        )

        assert redacted.status_code == 204
        assert "Ann E" not in client.get(path).text

    def test_can_be_sent_with_a_revision(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(published="2022-03-22", text="Rain.")
        path = f"{ARTICLES}/{article['id']}"

        client.post(
            f"{path}/revisions", json={"text": "Snow.", "updated": "2022-03-23"}
        ).raise_for_status()

        updated = client.get(path).json()["updated"]
        assert updated["from"] == "2022-03-23T00:00:00Z"

    @pytest.mark.parametrize("updated", ["2099", "2022-03-21"])
    @pytest.mark.parametrize("below", ["", "/revisions"])
    def test_is_refused_in_the_future_and_before_publication(
        self, client: TestClient, make_article: Make, updated: str, below: str
    ) -> None:
        article = make_article(published="2022-03-22", text="Rain.")
        path, sent = f"{ARTICLES}/{article['id']}", {"updated": updated}

        answer = (
            client.post(f"{path}{below}", json=sent | {"text": "Snow."})
            if below
            else client.patch(path, json=sent, headers=if_match(article))
        )

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/updated"
        assert client.get(path).json()["updated"] is None

    def test_may_be_the_day_of_publication(self, make_article: Make) -> None:
        article = make_article(published="2022-03-22T09:30Z", updated="2022-03-22")

        assert article["updated"]["precision"] == "day"
