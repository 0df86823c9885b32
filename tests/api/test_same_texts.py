"""Articles with the same text: one under one outlet, reprints under several."""

from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match, the_error
from tests.api.conftest import Make

ARTICLES = f"{API}/articles"
TEXT = "“It rained,” he said.\n"
GAZETTE: Json = {"outlet": {"name": "Gazette"}, "text": TEXT}


class TestSameOutlet:
    def test_the_same_text_is_refused(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(**GAZETTE)

        answer = client.post(ARTICLES, json=GAZETTE | {"title": "Rain again"})

        assert answer.status_code == 409
        conflict = answer.json()["conflict"]
        assert (conflict["resource"], conflict["id"]) == ("article", article["id"])
        assert '"new": true' in answer.json()["detail"]

    def test_line_ends_and_unicode_forms_are_ignored(
        self, client: TestClient, make_article: Make
    ) -> None:
        make_article(outlet={"name": "Gazette"}, text="Québec.\nRain.")
        same = "Que\u0301bec.\r\nRain."

        answer = client.post(ARTICLES, json=GAZETTE | {"text": same})

        assert answer.status_code == 409

    def test_the_text_of_an_earlier_revision_is_refused(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(**GAZETTE)
        revisions = f"{ARTICLES}/{article['id']}/revisions"
        client.post(revisions, json={"text": "Snow."}).raise_for_status()

        assert client.post(ARTICLES, json=GAZETTE).status_code == 409

    def test_the_same_text_is_accepted_if_new_is_true(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(**GAZETTE)

        answer = client.post(ARTICLES, json=GAZETTE | {"new": True})

        assert answer.status_code == 201
        assert [one["id"] for one in answer.json()["similar"]] == [article["id"]]

    def test_the_text_of_a_withdrawn_article_is_accepted(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(**GAZETTE)
        path = f"{ARTICLES}/{article['id']}"
        client.delete(path, headers=if_match(article)).raise_for_status()

        answer = client.post(ARTICLES, json=GAZETTE)

        assert answer.status_code == 201
        assert answer.json()["similar"] == []

    def test_the_same_text_of_a_merged_outlet_is_refused(
        self, client: TestClient, make_article: Make, make_source: Make
    ) -> None:
        alias = make_source(name="The Gazette", kind="outlet")
        article = make_article(outlet_id=alias["id"], text=TEXT)
        outlet = make_source(name="Gazette", kind="outlet")
        client.post(
            f"{API}/sources/{alias['id']}/merge?reason=Same.",
            json={"merged_into_id": outlet["id"]},
            headers=if_match(alias),
        ).raise_for_status()

        answer = client.post(ARTICLES, json={"outlet_id": outlet["id"], "text": TEXT})

        assert answer.json()["conflict"]["id"] == article["id"]


class TestOtherOutlets:
    def test_the_same_text_is_listed_as_similar(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(**GAZETTE)

        answer = client.post(
            ARTICLES, json={"outlet": {"name": "Courier"}, "text": TEXT}
        )

        assert answer.status_code == 201
        (similar,) = answer.json()["similar"]
        assert (similar["id"], similar["outlet"]["name"]) == (article["id"], "Gazette")

    def test_a_different_text_is_not_listed_as_similar(
        self, make_article: Make
    ) -> None:
        make_article(**GAZETTE)

        other = make_article(outlet={"name": "Courier"}, text=f"{TEXT}More.")

        assert other["similar"] == []

    def test_the_same_text_without_an_outlet_is_listed_as_similar(
        self, make_article: Make
    ) -> None:
        first = make_article(text=TEXT)

        second = make_article(text=TEXT)

        assert [one["id"] for one in second["similar"]] == [first["id"]]

    def test_articles_without_a_text_are_not_listed_as_similar(
        self, make_article: Make
    ) -> None:
        make_article(outlet={"name": "Gazette"})

        assert make_article(outlet={"name": "Gazette"})["similar"] == []


class TestNewOfAnotherKind:
    def test_is_refused(self, client: TestClient) -> None:
        answer = client.post(ARTICLES, json=GAZETTE | {"new": "perhaps"})

        assert the_error(answer)["pointer"] == "/new"
