"""Articles with nearly the same text, over HTTP."""

from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.derived.near_texts import FEWEST
from tests.api.bodies import API, Json, if_match
from tests.api.concurrent import at_once, insisting, statuses
from tests.api.conftest import Make

pytestmark = pytest.mark.every_case

ARTICLES = f"{API}/articles"
WORDS = Random(1).choices([f"word{number}" for number in range(500)], k=400)
TEXT = " ".join(WORDS)
NEAR = " ".join([*WORDS[:200], "another", *WORDS[201:]])
OTHER = " ".join(reversed(WORDS))
GAZETTE: Json = {"outlet": {"name": "Gazette"}}
COURIER: Json = {"outlet": {"name": "Courier"}}


def post(client: TestClient, **body: Any) -> Any:
    return client.post(ARTICLES, json=body)


def similar(answer: Any) -> list[int]:
    assert answer.status_code == 201, answer.text
    return [one["id"] for one in answer.json()["similar"]]


class TestSameOutlet:
    def test_nearly_the_same_text_is_refused(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(**GAZETTE, text=TEXT)

        answer = post(client, **GAZETTE, text=NEAR)

        assert answer.status_code == 409
        conflict = answer.json()["conflict"]
        assert (conflict["resource"], conflict["id"]) == ("article", article["id"])
        assert "nearly the same" in answer.json()["detail"]

    def test_nearly_the_same_text_is_accepted_if_new_is_true(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(**GAZETTE, text=TEXT)

        answer = post(client, **GAZETTE, text=NEAR, new=True)

        assert similar(answer) == [article["id"]]

    def test_a_different_text_has_no_similar_articles(
        self, client: TestClient, make_article: Make
    ) -> None:
        make_article(**GAZETTE, text=TEXT)

        assert similar(post(client, **GAZETTE, text=OTHER)) == []

    def test_short_texts_are_refused_only_if_identical(
        self, client: TestClient, make_article: Make
    ) -> None:
        short = " ".join(WORDS[: FEWEST - 1])
        make_article(**GAZETTE, text=short)

        assert similar(post(client, **GAZETTE, text=f"{short}!")) == []
        assert post(client, **GAZETTE, text=short).status_code == 409


class TestOtherOutlets:
    def test_nearly_the_same_text_is_listed_as_similar(
        self, client: TestClient, make_article: Make
    ) -> None:
        first = make_article(**GAZETTE, text=TEXT)
        second = make_article(text=TEXT)
        make_article(**GAZETTE, text=OTHER)

        answer = post(client, **COURIER, text=NEAR)

        assert similar(answer) == [first["id"], second["id"]]


class TestChanges:
    @pytest.fixture
    def article(self, make_article: Make) -> Json:
        return make_article(**GAZETTE, text=TEXT)

    def test_only_the_newest_text_of_an_article_is_similar(
        self, client: TestClient, article: Json
    ) -> None:
        path = f"{ARTICLES}/{article['id']}/revisions"
        client.post(path, json={"text": OTHER}).raise_for_status()

        assert similar(post(client, **COURIER, text=NEAR)) == []
        assert similar(post(client, text=f"{OTHER} more")) == [article["id"]]

    @pytest.mark.parametrize("text", [TEXT, NEAR])
    def test_a_revision_with_the_text_of_another_article_is_refused_unless_new(
        self, client: TestClient, article: Json, make_article: Make, text: str
    ) -> None:
        other = make_article(**GAZETTE, text=OTHER)
        path = f"{ARTICLES}/{other['id']}/revisions"

        refused = client.post(path, json={"text": text})
        taken = client.post(path, json={"text": text, "new": True})
        again = client.post(path, json={"text": text})

        assert refused.status_code == 409
        assert refused.json()["conflict"]["id"] == article["id"]
        assert '"new": true' in refused.json()["detail"]
        assert (similar(taken), taken.json()["number"]) == ([article["id"]], 2)
        assert again.status_code == 200
        assert [one["id"] for one in again.json()["similar"]] == [article["id"]]

    def test_a_revision_with_the_text_of_a_merged_article_is_accepted(
        self, client: TestClient, article: Json, make_article: Make
    ) -> None:
        copy = make_article(**GAZETTE, text=NEAR, new=True)
        client.post(
            f"{ARTICLES}/{copy['id']}/merge?reason=Same.",
            json={"merged_into_id": article["id"]},
            headers=if_match(copy),
        ).raise_for_status()

        answer = client.post(
            f"{ARTICLES}/{article['id']}/revisions", json={"text": NEAR}
        )

        assert similar(answer) == []

    def test_a_change_to_an_outlet_that_has_the_text_is_refused_unless_new(
        self, client: TestClient, article: Json, make_article: Make
    ) -> None:
        copy = make_article(**COURIER, text=NEAR)
        path = f"{ARTICLES}/{copy['id']}"
        read = if_match(copy)

        refused = client.patch(path, json=GAZETTE, headers=read)
        changed = client.patch(path, json=GAZETTE | {"new": True}, headers=read)

        assert refused.status_code == 409
        assert refused.json()["conflict"]["id"] == article["id"]
        assert changed.json()["outlet_id"] == article["outlet_id"]

    def test_a_withdrawn_article_is_not_similar_until_it_is_restored(
        self, client: TestClient, article: Json
    ) -> None:
        path, why = f"{ARTICLES}/{article['id']}", {"reason": "It was no mistake."}
        client.delete(path, headers=if_match(article)).raise_for_status()
        without = post(client, **COURIER, text=NEAR)

        client.post(
            f"{path}/restore", params=why, headers={"if-match": "*"}
        ).raise_for_status()

        assert similar(without) == []
        assert post(client, **GAZETTE, text=NEAR).status_code == 409

    def test_a_redacted_article_is_not_similar(
        self, client: TestClient, article: Json
    ) -> None:
        path, why = f"{ARTICLES}/{article['id']}", {"reason": "an order of the court"}

        client.post(
            f"{path}/redact", params=why, headers={"if-match": "*"}
        ).raise_for_status()

        assert similar(post(client, **GAZETTE, text=NEAR)) == []


class TestRaces:
    @pytest.mark.parametrize("other", [TEXT, NEAR])
    @pytest.mark.parametrize("knows_the_outlet", [False, True])
    def test_of_concurrent_articles_with_one_text_only_one_is_recorded(
        self,
        client: TestClient,
        make_article: Make,
        other: str,
        knows_the_outlet: bool,
    ) -> None:
        if knows_the_outlet:
            make_article(**GAZETTE, text=OTHER)
        texts = [TEXT, other, TEXT, other]

        answers = at_once(
            insisting(lambda number: post(client, **GAZETTE, text=texts[number]))
        )

        assert statuses(answers) == {201: 1, 409: 3}
        (made,) = (one.json()["id"] for one in answers if one.status_code == 201)
        refused = [one.json() for one in answers if one.status_code == 409]
        assert {one["conflict"]["id"] for one in refused} == {made}
