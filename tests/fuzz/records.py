"""Records that exist when fuzzing begins, and those that do at any moment of it."""

from itertools import pairwise
from random import Random
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api.settings import MAX_ID
from db.models import (
    Affiliation,
    Article,
    Claim,
    ClaimLink,
    Rating,
    Revision,
    Source,
    SourceIdentifier,
    SourceName,
    Tag,
)
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
CLAIM = {
    "text": "It rained all night",
    "form": "direct_quote",
    "hedges": ["reportedly"],
    "tags": ["weather", "minsk"],
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
# What a name in a path, a query or a body is the id of.
MODELS: dict[str, Any] = {
    "source_id": Source,
    "article_id": Article,
    "claim_id": Claim,
    "other_id": Claim,
    "tag_id": Tag,
    "outlet_id": Source,
    "organisation_id": Source,
    "merged_into_id": Source,
    "root_article_id": Article,
    "revision_id": Revision,
    "source": Source,
    "speaker": Source,
    "origin": Source,
    "outlet": Source,
    "organisation": Source,
    "article": Article,
}
CHILDREN: dict[str, Any] = {
    "name_id": SourceName,
    "identifier_id": SourceIdentifier,
    "affiliation_id": Affiliation,
    "rating_id": Rating,
    "link_id": ClaimLink,
}


def fill(app: FastAPI) -> None:
    """Record a few articles, sources, claims and tags, some of them withdrawn."""
    server = "http://testserver" + API
    with TestClient(app, base_url=server, headers=shown()) as client:
        person = _post(client, "sources", PERSON)
        for topic in TOPICS:
            rating = {"reliability": "B", "topic": topic}
            _post(client, f"sources/{person['id']}/ratings?reason=read", rating)
        _merge_sources(client)
        for number in range(1, ARTICLES + 1):
            _link_claims(client, _post(client, "articles", _article(number)))
        for number in range(1, UNUSED + 1):
            _post(client, "articles", {"title": f"Empty {number}"})
            for resource, body in (
                ("sources", {"name": f"Nobody {number}", "kind": "person"}),
                ("articles", {"title": f"Retracted {number}"}),
                ("tags", {"name": f"unused {number}"}),
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
    merge = {"merged_into_id": spelt[1]}
    client.post(
        f"sources/{spelt[0]}/merge?reason=spelling",
        json=merge,
        headers={"if-match": '"v1"'},
    ).raise_for_status()
    path = f"sources/{spelt[2]}/identities/{spelt[3]}?reason=spelling"
    client.put(path, json={"judgement": "unsure"}).raise_for_status()


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
        "text": TEXT,
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


class Existing:
    """What is in the database now, so that requests can be about it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def an_id(self, name: str, chance: Random) -> int | None:
        """Return the id of some record that a parameter of this name may be about."""
        model = MODELS[name]
        found = select(model.id)
        if name.startswith("outlet"):
            found = found.where(Source.kind == "outlet")
        elif name.startswith("organisation"):
            found = found.where(Source.kind.in_(["organisation", "group", "outlet"]))
        return self._one(found.order_by(model.id), chance)

    def a_child(self, name: str, chance: Random) -> Json:
        """Return the ids of some part of a record, and of the record."""
        model = CHILDREN[name]
        children = select(model.id).order_by(model.id)
        if model is Rating:
            children = children.where(Rating.superseded_at.is_(None))
        child = self._one(children, chance)
        owner = "claim_id" if model is ClaimLink else "source_id"
        found = select(getattr(model, owner)).where(model.id == child)
        return {} if child is None else {name: child, owner: self._one(found, chance)}

    def a_revision(self, chance: Random) -> Json:
        """Return the number of some revision, and the id of its article."""
        revision = self._one(select(Revision.id).order_by(Revision.id), chance)
        found = select(Revision.article_id, Revision.number)
        with self._engine.connect() as connection:
            row = connection.execute(found.where(Revision.id == revision)).one_or_none()
        return {} if row is None else {"article_id": row[0], "number": row[1]}

    def version(self, name: str, record_id: Any) -> int | None:
        """Return the version of the record that a path is about, if there is one."""
        model = MODELS[name]
        if not isinstance(record_id, int) or not 0 < record_id <= MAX_ID:
            return None
        return self._one(select(model.version).where(model.id == record_id), Random(0))

    def _one(self, found: Any, chance: Random) -> int | None:
        with self._engine.connect() as connection:
            ids = connection.scalars(found).all()
        return chance.choice(ids) if ids else None
