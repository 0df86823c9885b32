"""Slugs instead of ids of facts, in every path below ``/facts``."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match
from tests.api.conftest import Make

FACTS = f"{API}/facts"
SLUG = "rain-in-minsk"
OUTCOME = {"value": "yes", "known_at": "2022-04-01"}
ASSESSMENT = {"verdict": "true", "as_of": "2022-04-01"}
# The method, the path after the slug, and the body of each action on a fact.
WRITES: list[tuple[str, str, Any]] = [
    ("PATCH", "", {"place": "Minsk"}),
    ("POST", "/assessments", ASSESSMENT),
    ("POST", "/outcome", OUTCOME),
    ("PUT", "/outcome", OUTCOME | {"value": "no"}),
    ("DELETE", "/outcome", None),
    ("POST", "/merge", {"merged_into_id": 0}),
    ("POST", "/unmerge", None),
    ("DELETE", "", None),
    ("POST", "/restore", None),
    ("POST", "/redact", None),
]
READS = ("", "/claims", "/timeline", "/corroboration", "/assessments", "/outcome")


def done(client: TestClient, method: str, path: str, body: Any, version: int) -> Any:
    headers = {"if-match": f'"v{version}"'}
    address = f"{FACTS}/{path}?reason=x"
    return client.request(method, address, json=body, headers=headers)


def test_writes_accept_the_slug_of_a_fact(client: TestClient, make_fact: Make) -> None:
    fact, other = make_fact(slug=SLUG), make_fact(slug="snow", statement="It snows.")

    for version, (method, part, body) in enumerate(WRITES, 1):
        into = {"merged_into_id": other["id"]} if part == "/merge" else body
        answer = done(client, method, f"{SLUG}{part}", into, version)
        assert answer.is_success, (method, part, answer.text)
        if part == "/outcome" and method == "POST":
            path = f"{FACTS}/{fact['id']}/outcome"
            assert answer.headers["location"].endswith(path)

    history = client.get(f"{FACTS}/{fact['id']}/history").json()["data"]
    assert [line["version"] for line in reversed(history)] == [
        *range(1, len(WRITES) + 2)
    ]


@pytest.mark.parametrize(("method", "part", "body"), WRITES)
def test_an_unknown_slug_is_not_found(
    client: TestClient, fact: Json, method: str, part: str, body: Any
) -> None:
    into = {"merged_into_id": fact["id"]} if part == "/merge" else body

    answer = done(client, method, f"no-such-fact{part}", into, 1)

    assert answer.status_code == 404
    assert answer.json()["detail"] == "No fact with slug no-such-fact."


@pytest.mark.parametrize("part", [*READS, "/history"])
def test_reads_accept_the_slug_of_a_fact(
    client: TestClient, make_fact: Make, part: str
) -> None:
    fact = make_fact(slug=SLUG)
    settled = done(client, "POST", f"{SLUG}/outcome", OUTCOME, 1)
    assert settled.status_code == 201

    found = [client.get(f"{FACTS}/{key}{part}") for key in (SLUG, fact["id"])]

    assert [answer.status_code for answer in found] == [200, 200]
    assert found[0].json() == found[1].json()


def test_a_slug_finds_a_live_fact_before_a_withdrawn_one(
    client: TestClient, make_fact: Make
) -> None:
    gone = make_fact(slug=SLUG)
    client.delete(f"{FACTS}/{gone['id']}", headers=if_match(gone)).raise_for_status()
    live = make_fact(slug=SLUG, statement="It rains again.")

    answer = done(client, "PATCH", SLUG, {"place": "Minsk"}, 1)

    assert (answer.status_code, answer.json()["id"]) == (200, live["id"])
