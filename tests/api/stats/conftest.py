"""A record that is small enough to be counted by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, day, if_match
from tests.emptying import Once

Count = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Told:
    """The ids of the records by name."""

    ann: int
    bob: int
    cnn: int
    bbc: int
    rain: int
    snow: int


def speaker(source_id: int) -> Json:
    return {"position": 1, "source_id": source_id, "relation": "said"}


def unnamed(name: str, kind: str = "anonymous_person", **values: Any) -> Json:
    source = {"kind": kind, "name": name} | values
    return {"position": 1, "source": source, "relation": "said"}


def said(text: str, *steps: Json, **values: Any) -> Json:
    form = "paraphrase" if steps else "unattributed"
    return {"text": text, "form": form, "attribution": list(steps)} | values


def printed(client: TestClient, *claims: Json, **article: Any) -> Json:
    """Record an article with its claims, and return it."""
    made = client.post(f"{API}/articles", json=article | {"claims": list(claims)})
    assert made.status_code == 201, made.text
    record: Json = made.json()
    return record


def made(client: TestClient, resource: str, **body: Any) -> int:
    answer = client.post(f"{API}/{resource}", json=body)
    assert answer.status_code == 201, answer.text
    record_id: int = answer.json()["id"]
    return record_id


@pytest.fixture
def told(client: TestClient, once: Once) -> Told:
    return once("stats", lambda: _told(client))


def _told(client: TestClient) -> Told:
    """Eight claims in three articles, and four more that do not count.

    | article       | claim | speakers            | act        | stance        |
    |---------------|-------|---------------------|------------|---------------|
    | CNN, 21 March | A     | Ann                 | denial     | denies rain   |
    |               | B     | Ann and Bob         | assertion  | supports both |
    |               | C     | official (military) | assertion  | supports rain |
    |               | D     | officials and “he”  | assertion  |               |
    |               | E     | nobody              | prediction |               |
    | BBC, 28 March | F     | Ann                 | assertion  |               |
    |               | G     | another official    | denial     | denies snow   |
    | none, 1 April | H     | Bob                 | assertion  |               |
    """
    of_ann = {"sector": "military", "country_code": "BY"}
    ann = made(client, "sources", name="Ann", kind="person", **of_ann)
    bob = made(client, "sources", name="Bob", kind="person")
    rain, snow = (
        made(client, "facts", statement=f"There was {name}.", slug=f"{name}-fell")
        for name in ("rain", "snow")
    )

    def on(fact_id: int, stance: str) -> Json:
        return {"fact_id": fact_id, "stance": stance}

    both = [on(rain, "supports"), on(snow, "supports")]
    cnn = printed(
        client,
        said("A", speaker(ann), act="denial", stances=[on(rain, "denies")]),
        said("B", speaker(ann), speaker(bob), stances=both),
        said(
            "C",
            unnamed("an official", sector="military"),
            stances=[on(rain, "supports")],
        ),
        said("D", unnamed("officials", "anonymous_group"), unnamed("he", "unresolved")),
        said("E", act="prediction"),
        said("Draft", speaker(ann), review="draft"),
        said("Rejected", speaker(ann), review="rejected"),
        outlet={"name": "CNN"},
        title="Rain",
        published=day(21),
    )
    bbc = printed(
        client,
        said("F", speaker(ann)),
        said("G", unnamed("an official"), act="denial", stances=[on(snow, "denies")]),
        outlet={"name": "BBC"},
        title="Snow",
        published=day(28),
    )
    first_of_april = day(1, month=4)
    sunny = said("H", speaker(bob), said=first_of_april, hedges=["perhaps"])
    sunny |= {"about": day(21), "subjects": [{"source_id": ann}]}
    printed(client, sunny, title="Sun", published=first_of_april)
    for text in ("Withdrawn", "Withdrawn too"):
        body = said(text, speaker(ann)) | {"article_id": bbc["id"]}
        claim = client.post(f"{API}/claims", json=body).json()
        path = f"{API}/claims/{claim['id']}"
        assert client.delete(path, headers=if_match(claim)).status_code == 204
    return Told(ann, bob, cnn["outlet_id"], bbc["outlet_id"], rain, snow)


@pytest.fixture
def count(client: TestClient) -> Count:
    """Ask for counts since 2022, when the noise was over; a tuple for each row."""

    def ask(query: str) -> list[tuple[Any, ...]]:
        since = "" if "from=" in query or "facts" in query else "&from=2022-01-01"
        answer = client.get(f"{API}/stats/{query}{since}")
        assert answer.status_code == 200, answer.text
        return [tuple(row.values()) for row in answer.json()]

    return ask
