"""Request bodies of tests: the smallest valid ones, and unrelated records."""

import json
from collections.abc import Iterator
from typing import Any

from fastapi.testclient import TestClient

Json = dict[str, Any]
API = "/api/v1"
MERGE_PATCH = "application/merge-patch+json"
LARGEST_ID = 2**53 - 1  # of no record in any test
NOISE = {
    "title": "Noise",
    "kind": "note",
    "url": "https://noise.example.org/",
    "language": "xx",
    "published": {"from": "1999-12-31", "to": "2000-01-01", "precision": "day"},
    "outlet": {"name": "Noise Weekly"},
    "text": "Noise.",
    "claims": [
        {
            "text": "Noise.",
            "form": "reported_act",
            "act": "retraction",
            "terms": "deep_background",
            "language": "xx",
            "tags": ["noise"],
            "stances": [
                {
                    "fact": {"statement": "It is noisy.", "kind": "quantity"},
                    "stance": "hedges_against",
                }
            ],
            "spans": [{"part": "content", "exact": "Noise"}],
            "attribution": [
                {
                    "position": 1,
                    "source": {"kind": "document", "name": "Noise report"},
                    "relation": "cites",
                },
                {
                    "position": 2,
                    "source": {"kind": "group", "name": "The Noisy"},
                    "relation": "said",
                },
            ],
        }
    ],
}


def step(source_id: int, position: int = 1, relation: str = "said") -> Json:
    return {"position": position, "source_id": source_id, "relation": relation}


def said_by(*source_ids: int) -> list[Json]:
    """Return a chain through sources, the first nearest the outlet."""
    last = len(source_ids)
    return [
        step(source_id, position, "said" if position == last else "relays")
        for position, source_id in enumerate(source_ids, 1)
    ]


def unnamed(name: str, kind: str = "anonymous_person", **values: Any) -> Json:
    """Return a step of an unnamed source that is matched or made."""
    spec = {"kind": kind, "name": name} | values
    return {"position": 1, "source": spec, "relation": "said"}


def claim_in(article_id: int, attribution: list[Json], **values: Any) -> Json:
    words = {"text": "It rained.", "form": "direct_quote"}
    return words | {"article_id": article_id, "attribution": attribution} | values


def day(number: int, month: int = 3, **values: Any) -> Json:
    """Return a day of 2022 as a fuzzy date."""
    ends = {
        "from": f"2022-{month:02}-{number:02}",
        "to": f"2022-{month:02}-{number + 1:02}",
    }
    return ends | {"precision": "day", "text": None} | values


def plain(written: Json) -> Json:
    """Return a record from the answer of a write, as reading it shows it."""
    told = {"created", "matched", "similar", "taken", "left", "hidden"}
    return {name: value for name, value in written.items() if name not in told}


def if_match(record: Json) -> dict[str, str]:
    """Return the header that says which version was read."""
    return {"if-match": f'"v{record["version"]}"'}


def post_raw(
    client: TestClient, path: str, content: bytes | str, **headers: str
) -> Any:
    """Post a body as it is, valid or not."""
    sent = {"content-type": "application/json"} | headers
    return client.post(API + path, content=content, headers=sent)


def as_sent(body: Any) -> str:
    """Return JSON in which lone surrogates survive."""
    return json.dumps(body)


def pages(client: TestClient, path: str) -> Iterator[Json]:
    """Follow ``Link`` to the end and yield every page."""
    answer = client.get(API + path)
    while True:
        assert answer.status_code == 200, answer.text
        yield answer.json()
        if "next" not in answer.links:
            return
        answer = client.get(answer.links["next"]["url"])


def walk(client: TestClient, path: str) -> list[Json]:
    """Return the rows of every page."""
    return [row for page in pages(client, path) for row in page["data"]]


def ids(rows: list[Json]) -> list[int]:
    return [row["id"] for row in rows]


def the_error(answer: Any) -> Json:
    """Return the only entry of ``errors``."""
    (error,) = answer.json()["errors"]
    found: Json = error
    return found
