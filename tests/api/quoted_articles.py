"""Articles with claims that quote their text."""

from typing import Any

from fastapi.testclient import TestClient

from tests.api.bodies import API, Json

ARTICLES, CLAIMS = f"{API}/articles", f"{API}/claims"


def quote(text: str, *spans: Json, name: str = "Ann E", **values: Any) -> Json:
    """Return a claim of a named person for an article that comes with it."""
    step = {"position": 1, "relation": "said"}
    person = step | {"source": {"kind": "person", "name": name}}
    claim = {"text": text, "form": "direct_quote", "attribution": [person]}
    return claim | {"spans": [{"part": "content"} | span for span in spans]} | values


def post(client: TestClient, text: str, *claims: Json, **values: Any) -> Any:
    body = {"title": "Anchors", "text": text, "claims": list(claims)} | values
    return client.post(ARTICLES, json=body)


def recorded(client: TestClient, text: str, *claims: Json) -> Json:
    answer = post(client, text, *claims)
    assert answer.status_code == 201, answer.text
    article: Json = answer.json()
    return article


def claims_of(client: TestClient, article: Json) -> list[Json]:
    path = f"{ARTICLES}/{article['id']}/claims?expand=spans&sort=recorded"
    rows: list[Json] = client.get(path).json()["data"]
    return rows


def spans_of(client: TestClient, article: Json) -> list[Json]:
    return [span for claim in claims_of(client, article) for span in claim["spans"]]


def revise(client: TestClient, article: Json, text: str, **values: Any) -> Any:
    path = f"{ARTICLES}/{article['id']}/revisions"
    return client.post(path, json={"text": text} | values)
