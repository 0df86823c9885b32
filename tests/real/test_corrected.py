"""The claims of one real article by one request, then a corrected text."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.real.belarus import claims
from tests.real.conftest import real_file

Json = dict[str, Any]
API = "/api/v1"


@pytest.fixture(scope="module")
def text() -> str:
    return real_file("seed/cnn-belarus-2022-03-22.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def article(client: TestClient, text: str) -> Json:
    sent = [
        {key: value for key, value in one.items() if key != "article_id"}
        for one in claims(text, 1)
    ]
    body = {
        "outlet": {"name": "CNN"},
        "title": "Belarus",
        "published": "2022-03-22",
        "text": text,
        "claims": sent,
    }
    made = client.post(f"{API}/articles", json=body)
    assert made.status_code == 201, made.text
    found: Json = made.json()
    return found


def test_one_request_records_every_claim_with_its_words(
    client: TestClient, article: Json
) -> None:
    recorded = [one for one in article["created"] if one["resource"] == "claim"]

    assert len(recorded) == 26
    assert article["anchors"]["orphaned"] == 0
    assert article["anchors"]["exact"] >= 26
    listed = client.get(f"{API}/articles/{article['id']}/claims?limit=50").json()
    assert len(listed["data"]) == 26


def test_a_corrected_text_lists_the_lost_words(
    client: TestClient, article: Json, text: str
) -> None:
    paragraphs = text.split("\n")
    lost = next(one for one in paragraphs if "combat units" in one)
    corrected = "\n".join(one for one in paragraphs if one != lost)

    path = f"{API}/articles/{article['id']}"
    answer = client.post(f"{path}/revisions", json={"text": corrected}).json()

    vanished = {one["text"] for one in answer["orphaned"]}
    assert vanished
    assert all(words in lost for one in vanished for words in one.split(" […] "))
    listed = client.get(f"{API}/claims?article={article['id']}&anchor=orphaned").json()
    assert {one["text"] for one in listed["data"]} == vanished
    kept = client.get(f"{path}/revisions/1").json()
    assert lost in kept["text"]
