"""The 84 articles of the PolNeAR development set over HTTP: nothing is lost.

PolNeAR marks who says what by fragments with code-point offsets (Newell, Margolin and
Ruths, "An attribution relations corpus for political news", LREC 2018).
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any
from unicodedata import normalize

import pytest
from fastapi.testclient import TestClient

from tests.real.conftest import real_file, walk

Json = dict[str, Any]
PRONOUNS = {"he", "she", "they", "it", "who", "we", "i", "you", "that", "which"}
PARTS = ("source", "cue", "content")
# PostgreSQL records every fourth article: texts and offsets are the same to both.
EVERY = {"sqlite": 1, "postgresql": 4}
WHOLE = {"sqlite": (84, 2193), "postgresql": (21, 663)}  # articles and claims

pytestmark = pytest.mark.slow


def articles() -> Iterator[Json]:
    with gzip.open(real_file("polnear/dev/dev.jsonl.gz"), "rt", "utf-8") as lines:
        yield from map(json.loads, lines)


def printed(attribution: Json, part: str) -> str:
    return " ".join(normalize("NFC", one["text"]) for one in attribution[part])


@cache
def outlets() -> frozenset[str]:
    return frozenset(row["outlet"] for row in articles())


def source_of(name: str) -> Json:
    """Return a source as its mention suggests: unresolved, named, or unnamed."""
    if name in outlets():
        return {"kind": "outlet", "name": name}
    if name.lower() in PRONOUNS:
        return {"kind": "unresolved", "name": name}
    if all(word[:1].isupper() for word in name.split()):
        return {"kind": "person", "name": name}
    return {"kind": "anonymous_group", "name": name}


def spans_of(attribution: Json) -> Iterator[Json]:
    """Yield the offsets of every fragment as they are in the file."""
    for part in PARTS:
        for fragment in attribution[part]:
            yield {"part": part, "start": fragment["start"], "end": fragment["end"]}


def claim_of(attribution: Json) -> Json:
    """Return an attribution as a claim; one without content reports an act."""
    source = printed(attribution, "source")
    cue = printed(attribution, "cue") or None
    step = {"position": 1, "source": source and source_of(source), "relation": "said"}
    content = printed(attribution, "content")
    return {
        "text": content or f"{source} {cue}",
        "form": ("paraphrase" if content else "reported_act")
        if source
        else "unattributed",
        "method": "import",
        "note": attribution["id"],
        "attribution": [step | {"as_printed": source, "cue": cue}] if source else [],
        "spans": list(spans_of(attribution)),
    }


def article_of(row: Json) -> Json:
    return {
        "outlet": {"name": row["outlet"]},
        "title": row["title"],
        "published": {
            "from": row["published"],
            "to": None,
            "precision": "day",
            "text": row["published"],
        },
        "note": row["id"],
        "text": row["text"],
        "claims": [claim_of(one) for one in row["attributions"]],
    }


@pytest.fixture(scope="module")
def recorded(client: TestClient, backend: str) -> list[tuple[Json, int]]:
    """Articles, and the ids under which they were recorded with all their claims."""
    made = []
    for row in islice(articles(), None, None, EVERY[backend]):
        answer = client.post("/api/v1/articles", json=article_of(row))
        assert answer.status_code == 201, (row["id"], answer.text[:2000])
        made.append((row, answer.json()["id"]))
    return made


def test_no_attribution_and_no_fragment_is_lost(
    client: TestClient, recorded: list[tuple[Json, int]], backend: str
) -> None:
    counts: Counter[str] = Counter()

    for row, article_id in recorded:
        found = walk(
            client,
            f"/api/v1/articles/{article_id}/claims",
            review="draft",
            expand="spans,attribution",
        )
        texts = {
            normalize("NFC", fragment["text"])
            for one in row["attributions"]
            for part in PARTS
            for fragment in one[part]
        }
        assert len(found) == len(row["attributions"])
        text = client.get(f"/api/v1/articles/{article_id}/revisions/1").json()["text"]
        for claim in found:
            counts["claims"] += 1
            counts["unattributed"] += claim["form"] == "unattributed"
            for span in claim["spans"]:
                counts[span["part"]] += 1
                assert text[span["start"] : span["end"]] == span["exact"]
                assert span["exact"] in texts

    expected: Counter[str] = Counter(unattributed=0)
    for row, _ in recorded:
        for one in row["attributions"]:
            expected["claims"] += 1
            expected["unattributed"] += not one["source"]
            expected.update({part: len(one[part]) for part in PARTS})
    assert counts == expected
    assert (len(recorded), counts["claims"]) == WHOLE[backend]


def test_each_claim_keeps_its_own_fragments_and_source(
    client: TestClient, recorded: list[tuple[Json, int]]
) -> None:
    for row, article_id in recorded:
        found = walk(
            client,
            f"/api/v1/articles/{article_id}/claims",
            review="draft",
            expand="spans,attribution",
        )
        claims = {claim["id"]: claim for claim in found}
        notes = {
            client.get(f"/api/v1/claims/{id_}").json()["note"]: claim
            for id_, claim in claims.items()
        }
        for one in row["attributions"]:
            sent, kept = claim_of(one), notes[one["id"]]
            assert [(span["part"], span["exact"]) for span in kept["spans"]] == [
                (part, normalize("NFC", fragment["text"]))
                for part in PARTS
                for fragment in one[part]
            ]
            assert [step["as_printed"] for step in kept["attribution"]] == [
                step["as_printed"] for step in sent["attribution"]
            ]


def test_pronouns_are_unresolved_and_belong_to_their_article(
    client: TestClient, recorded: list[tuple[Json, int]]
) -> None:
    assert recorded

    rows = walk(client, "/api/v1/sources", kind="unresolved", limit=1000)

    assert rows
    assert {row["name"].lower() for row in rows} <= PRONOUNS
    assert all(row["article_id"] for row in rows)
