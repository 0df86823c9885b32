"""One real article over HTTP, from its text to the claims of each of its sources."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.real.belarus import PLACES, Json, claims, words_at
from tests.real.conftest import real_file

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def text() -> str:
    return real_file("seed/cnn-belarus-2022-03-22.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def article(client: TestClient, text: str) -> Json:
    """The article with its text and all its claims, recorded by their words."""
    body = {
        "outlet": {"name": "CNN"},
        "title": "What officials say about Belarus",
        "published": {"from": "2022-03-22", "to": "2022-03-23", "precision": "day"},
        "text": text,
    }
    article: Json = client.post("/api/v1/articles", json=body).json()
    for claim in claims(text, article["id"]):
        made = client.post("/api/v1/claims", json=claim)
        assert made.status_code == 201, made.text
    return article


@pytest.fixture(scope="module")
def ask(client: TestClient, article: Json) -> Any:
    """Ask for claims of the article, and say where in it each of them begins."""

    def ask_for(**filters: Any) -> list[Json]:
        asked = {"sort": "position", "expand": "spans,attribution"} | filters
        answer = client.get("/api/v1/claims", params={"article": article["id"]} | asked)
        assert answer.status_code == 200, answer.text
        rows: list[Json] = answer.json()["data"]
        return rows

    return ask_for


def places(rows: list[Json], text: str) -> list[str]:
    """Return the keys of claims by place, in the order of the response."""
    starts = {
        tuple(words_at(text, place)[0] for place in found): key
        for key, found in PLACES.items()
    }
    ends = {row["id"]: row["spans"][-1]["end"] for row in rows}
    keys = []
    for row in rows:
        at = tuple(span["start"] for span in row["spans"])
        last = words_at(text, PLACES[starts[at]][-1])[1]
        assert ends[row["id"]] == last or starts[at] in {"16", "19"}
        keys.append(starts[at])
    return keys


def source_id(client: TestClient, name: str) -> int:
    rows = client.get("/api/v1/sources", params={"q": name}).json()["data"]
    (found,) = (row["id"] for row in rows if row["name"] == name)
    return int(found)


def test_every_claim_is_recorded_with_its_words(
    ask: Any, client: TestClient, article: Json, text: str
) -> None:
    rows = ask()

    assert len(rows) == len(PLACES)
    for row in rows:
        for span in row["spans"]:
            assert text[span["start"] : span["end"]] == span["exact"]
    total = client.get(f"/api/v1/articles/{article['id']}/claims?include=total").json()[
        "total"
    ]
    assert total == len(PLACES)


def test_source_lists_the_claims_of_the_military_official(
    ask: Any, client: TestClient, text: str
) -> None:
    official = source_id(client, "NATO military official")

    rows = ask(source=official)

    expected = ["03", "04", "05", "20", "21", "22", "23", "24", "25", "26"]
    assert places(rows, text) == expected
    listed = client.get(f"/api/v1/sources/{official}/claims?sort=position").json()[
        "data"
    ]
    assert [row["id"] for row in listed] == [row["id"] for row in rows]


def test_origin_lists_the_relayed_claims_of_the_pentagon(
    ask: Any, client: TestClient
) -> None:
    rows = ask(origin=source_id(client, "US Department of Defense"))

    assert len(rows) == 2
    for row in rows:
        assert [s["name"] for s in row["speakers"]] == ["senior US defense official"]
        relations = [(s["position"], s["relation"]) for s in row["attribution"]]
        assert relations == [(1, "relays"), (2, "observed")]
        assert row["act"] == "no_evidence"


def test_speaker_and_origin_list_the_claim_relayed_for_nato(
    ask: Any, client: TestClient, text: str
) -> None:
    official = source_id(client, "senior NATO intelligence official")

    rows = ask(speaker=official, origin=source_id(client, "NATO"))

    assert places(rows, text) == ["09"]
    assert rows[0]["attribution"][1]["relation"] == "believes"


def test_a_joint_claim_has_two_speakers(ask: Any, client: TestClient) -> None:
    rows = ask(speaker=source_id(client, "Russia"))

    (row,) = rows
    assert {s["name"] for s in row["speakers"]} == {"Russia", "Belarus"}
    assert row["origins"] == row["speakers"]


def test_anonymous_separates_unnamed_from_named_claims(ask: Any, text: str) -> None:
    named = ask(anonymous="false")

    assert places(named, text) == ["10", "11", "12", "13", "14"]
    assert len(ask(anonymous="true")) == len(PLACES) - 5


def test_hedged_lists_the_claims_with_hedges(ask: Any, text: str) -> None:
    rows = ask(hedged="true")

    hedges = {places([row], text)[0]: row["hedges"] for row in rows}
    assert hedges == {"01": ["could"], "03": ["likely"]}


def test_act_lists_the_claims_of_no_evidence(ask: Any, text: str) -> None:
    rows = ask(act="no_evidence")

    # Two pairs begin at the same words: the order between them is that of recording.
    assert places(rows, text) == ["15", "16", "17", "18", "19", "21"]


def test_said_from_and_said_to_list_the_claims_of_a_day(ask: Any, text: str) -> None:
    rows = ask(said_from="2022-03-21", said_to="2022-03-22")

    assert places(rows, text) == ["03"]
    assert rows[0]["said"]["text"] == "on Monday"
    assert rows[0]["dated"] == {"at": "2022-03-21T00:00:00Z", "basis": "said"}
