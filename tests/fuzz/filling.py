"""Records that exist before fuzzing begins."""

from itertools import pairwise
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.client import Client
from tests.keys import shown

Json = dict[str, Any]
API = "/api/v1"
TEXT = "“It rained all night,” a senior official said, citing the weather office."
WORDS = ("It rained", "all night", "a senior official", "said", "the weather office")
OUTLET = {"name": "The Minsk Gazette", "kind": "outlet"}
PERSON = {
    "name": "Jens Stoltenberg",
    "kind": "person",
    "names": [{"name": "Stoltenberg"}],
    "identifiers": [{"scheme": "wikidata", "value": "Q57665"}],
    "affiliations": [{"organisation": {"name": "NATO"}, "relation": "works_for"}],
}
UNNAMED = {"name": "senior official", "kind": "anonymous_person", "country_code": "US"}
FORECAST = {
    "slug": "snow-in-minsk",
    "statement": "It snows in Minsk before May 2022.",
    "kind": "forecast",
    "resolution_criteria": "The weather office says so.",
    "opens_at": "2022-03-01",
    "resolves_by": "2022-05-01",
}
EVENT = {"slug": "rain", "statement": "It rained on 21 March 2022.", "kind": "event"}
STANCES = [
    {"fact": FORECAST, "stance": "hedges_for"},
    {"fact": EVENT, "stance": "supports"},
]
ASSESSMENT = {
    "assessor": {"name": "The Fact Desk"},
    "verdict": "true",
    "as_of": "2022-04-01",
    "evidence": [{"url": "https://example.org/rain", "bearing": "supports"}],
}
OUTCOME = {"value": "yes", "known_at": "2022-04-01"}
CLAIM = {
    "text": "It rained all night",
    "form": "direct_quote",
    "hedges": ["reportedly"],
    "tags": ["weather", "minsk"],
    "stances": STANCES,
    "spans": [{"part": "content", "exact": "It rained all night"}],
    "attribution": [
        {"position": 1, "source": UNNAMED, "relation": "cites"},
        {
            "position": 2,
            "source": {"name": "Weather Office", "kind": "organisation"},
            "relation": "said",
        },
    ],
}
TOPICS = ("", "weather", "minsk")
ARTICLES = 3  # with claims
UNUSED = 5  # of each resource


def fill(app: FastAPI) -> None:
    """Record a few articles, sources, claims, facts and tags, some withdrawn."""
    server = "http://localhost" + API
    with Client(app, base_url=server, headers=shown()) as client:
        person = _post(client, "sources", PERSON)
        for topic in TOPICS:
            rating = {"reliability": "B", "topic": topic}
            _post(client, f"sources/{person['id']}/ratings?reason=read", rating)
        _merge_sources(client)
        for number in range(1, ARTICLES + 1):
            _link_claims(client, _post(client, "articles", _article(number)))
        _settle_facts(client)
        for number in range(1, UNUSED + 1):
            _post(client, "articles", {"title": f"Empty {number}"})
            for resource, body in (
                ("sources", {"name": f"Nobody {number}", "kind": "person"}),
                ("articles", {"title": f"Retracted {number}"}),
                ("tags", {"name": f"unused {number}"}),
                ("facts", {"statement": f"Nobody knows, {number}."}),
            ):
                _withdraw(client, resource, _post(client, resource, body))
        claims = client.get("claims", params={"limit": 1}).json()["data"]
        _withdraw(client, "claims", claims[0])


def _merge_sources(client: TestClient) -> None:
    """Record four spellings of a name: two are merged, and two are judged."""
    spelt = [
        _post(client, "sources", {"name": name, "kind": "person"})["id"]
        for name in ("Alyaksandr", "Aleksandr", "Alexander", "Oleksandr")
    ]
    _merge(client, "sources", spelt[0], into=spelt[1])
    path = f"sources/{spelt[2]}/identities/{spelt[3]}?reason=spelling"
    client.put(path, json={"judgement": "unsure"}).raise_for_status()


def _settle_facts(client: TestClient) -> None:
    """Assess one fact in every way there is, merge two, and make two parts of one."""
    parent = client.get("facts/rain").json()["id"]
    for day in (1, 2):
        assessment = ASSESSMENT | {"as_of": f"2022-04-0{day}"}
        _post(client, f"facts/{parent}/assessments?reason=read", assessment)
    _post(client, f"facts/{parent}/outcome?reason=read", OUTCOME)
    parts = [
        _post(client, "facts", {"statement": f"Rain, {when}.", "parent_id": parent})
        for when in ("in the morning", "at night", "after sunset")
    ]
    _merge(client, "facts", parts[2]["id"], into=parts[1]["id"])


def _merge(client: TestClient, resource: str, merged: int, *, into: int) -> None:
    client.post(
        f"{resource}/{merged}/merge?reason=the+same",
        json={"merged_into_id": into},
        headers={"if-match": '"v1"'},
    ).raise_for_status()


def _article(number: int) -> Json:
    return {
        "title": f"Rain, day {number}",
        "url": f"https://example.org/{number}",
        "language": "en",
        "outlet": OUTLET,
        "published": {
            "from": f"2022-03-{number:02}",
            "to": f"2022-03-{number + 1:02}",
            "precision": "day",
        },
        "text": f"{TEXT}\nDay {number}.",
        "claims": [CLAIM, CLAIM | {"text": "all night", "spans": []}],
    }


def _link_claims(client: TestClient, article: Json) -> None:
    made = [one["id"] for one in article["created"] if one["resource"] == "claim"]
    for one, other in pairwise(made):
        _post(client, f"claims/{one}/links", {"other_id": other, "kind": "repeats"})


def _post(client: TestClient, resource: str, body: Json) -> Json:
    answer = client.post(resource, json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def _withdraw(client: TestClient, resource: str, record: Json) -> None:
    answer = client.delete(
        f"{resource}/{record['id']}", headers={"if-match": f'"v{record["version"]}"'}
    )
    assert answer.status_code == 204, answer.text
