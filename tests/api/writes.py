"""A request for each write operation, with a record that is ready for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, unnamed
from tests.api.conformance import document

WRITING = {"post", "put", "patch", "delete"}
OPERATIONS: dict[str, Json] = {
    operation["operationId"]: operation
    for item in document()["paths"].values()
    for method, operation in item.items()
    if method in WRITING
}
VERSIONED = [
    name
    for name, operation in OPERATIONS.items()
    if any(one["name"] == "if-match" for one in operation["parameters"])
]
CHANGE = {"note": "changed"}
# What is sent to make a record, and where it then is.
RECORDS: dict[str, tuple[str, Json]] = {
    "source": ("/sources", {"name": "Jens Stoltenberg", "kind": "person"}),
    "article": ("/articles", {"title": "Rain", "text": "It rained."}),
    "fact": ("/facts", {"statement": "It rained on 22 March 2022."}),
    "tag": ("/tags", {"name": "weather"}),
}
# What is sent to make a part of a source, and to change it.
PARTS: dict[str, tuple[Json, Json]] = {
    "name": ({"name": "Jens S."}, {"name": "J. S."}),
    "identifier": ({"scheme": "wikidata", "value": "Q57665"}, {"value": "Q1"}),
    "affiliation": (
        {"organisation": {"name": "NATO"}, "relation": "works_for"},
        {"title": "Secretary General"},
    ),
}


@dataclass(frozen=True)
class Sample:
    """A request, the record it is about, and which version of that was read."""

    method: str
    path: str
    body: Json | None = None
    record: str = ""
    version: int | None = None

    def send(self, client: TestClient, key: str | None = None) -> Any:
        read = {} if self.version is None else {"if-match": f'"v{self.version}"'}
        keyed = {} if key is None else {"idempotency-key": key}
        return client.request(
            self.method, API + self.path, json=self.body, headers=read | keyed
        )


def sample(client: TestClient, operation: str) -> Sample:
    """Creates the records that a request needs; ``SAMPLES`` must have every write."""
    assert operation in SAMPLES, f"{operation} has no sample in {__name__}"
    return SAMPLES[operation](client)


def _made(client: TestClient, path: str, body: Json) -> Json:
    answer = client.post(API + path, json=body)
    assert answer.status_code == 201, answer.text
    record: Json = answer.json()
    return record


def _claim(client: TestClient) -> tuple[str, Json]:
    article = _made(client, *RECORDS["article"])
    return "/claims", claim_in(article["id"], [unnamed("official")])


def _creating(client: TestClient, kind: str) -> Sample:
    path, body = RECORDS[kind] if kind in RECORDS else _claim(client)
    return Sample("POST", path, body)


def _updating(client: TestClient, kind: str) -> Sample:
    creating = _creating(client, kind)
    made = _made(client, creating.path, creating.body or {})
    path = f"{creating.path}/{made['id']}"
    return Sample("PATCH", path, CHANGE, record=path, version=made["version"])


def _deleting(client: TestClient, kind: str) -> Sample:
    path = _updating(client, kind).path
    return Sample("DELETE", path, record=path, version=1)


def _restoring(client: TestClient, kind: str) -> Sample:
    deleting = _deleting(client, kind)
    deleting.send(client).raise_for_status()
    path = f"{deleting.path}/restore?reason=mistake"
    return Sample("POST", path, record=deleting.path, version=2)


def _reverting(client: TestClient, kind: str) -> Sample:
    updating = _updating(client, kind)
    updating.send(client).raise_for_status()
    path, body = f"{updating.path}/revert", {"version": 1}
    return Sample("POST", path, body, record=updating.path, version=2)


def _redacting(client: TestClient, kind: str) -> Sample:
    updating = _updating(client, kind)
    path = f"{updating.path}/redact?reason=court"
    return Sample("POST", path, record=updating.path, version=1)


def _adding(client: TestClient, kind: str) -> Sample:
    source = _updating(client, "source").path
    return Sample("POST", f"{source}/{kind}s", PARTS[kind][0], record=source)


def _changing(client: TestClient, kind: str) -> Sample:
    adding = _adding(client, kind)
    made = _made(client, adding.path, adding.body or {})
    path, change = f"{adding.path}/{made['id']}", PARTS[kind][1]
    return Sample("PATCH", path, change, record=adding.record, version=2)


def _removing(client: TestClient, kind: str) -> Sample:
    changing = _changing(client, kind)
    return Sample("DELETE", changing.path, record=changing.record, version=2)


def _revision(client: TestClient) -> Sample:
    article = _updating(client, "article").path
    return Sample("POST", f"{article}/revisions", {"text": "It poured."})


def _batch(client: TestClient) -> Sample:
    claim = _creating(client, "claim").body or {}
    body = {"mode": "atomic", "claims": [claim, claim | {"text": "It poured."}]}
    return Sample("POST", "/claims/batch", body)


def _reviewing(client: TestClient) -> Sample:
    claim = _updating(client, "claim").path.rpartition("/")[2]
    return Sample("POST", "/claims/review", {"ids": [int(claim)], "review": "draft"})


OUTCOME = {"value": "yes", "known_at": "2022-03-23"}
WHY = "reason=why"


SURVIVORS = {
    "article": {"title": "Rain again"},
    "fact": {"statement": "Rain fell."},
    "source": {"name": "Stoltenberg", "kind": "person"},
}


def _merging(client: TestClient, kind: str) -> Sample:
    merged = _updating(client, kind).path
    creating = _creating(client, kind)
    survivor = _made(client, creating.path, SURVIVORS.get(kind, creating.body))
    body = {"merged_into_id": survivor["id"]}
    return Sample("POST", f"{merged}/merge?{WHY}", body, record=merged, version=1)


def _unmerging(client: TestClient, kind: str) -> Sample:
    merging = _merging(client, kind)
    merging.send(client).raise_for_status()
    path = f"{merging.record}/unmerge?{WHY}"
    return Sample("POST", path, record=merging.record, version=2)


def _assessing(client: TestClient) -> Sample:
    fact = _updating(client, "fact").path
    body = {"verdict": "true", "as_of": "2022-03-23"}
    return Sample("POST", f"{fact}/assessments?{WHY}", body)


def _settling(client: TestClient, method: str = "POST") -> Sample:
    fact = _updating(client, "fact").path
    path = f"{fact}/outcome?{WHY}"
    if method == "POST":
        return Sample("POST", path, OUTCOME)
    _made(client, path, OUTCOME)
    body = OUTCOME | {"value": "no"} if method == "PUT" else None
    return Sample(method, path, body, record=fact, version=2)


def _judging(client: TestClient, method: str = "PUT") -> Sample:
    claim = _updating(client, "claim").path
    fact = _updating(client, "fact").path.rpartition("/")[2]
    path = f"{claim}/stances/{fact}?{WHY}"
    put = Sample("PUT", path, {"stance": "supports"}, record=claim, version=1)
    if method == "PUT":
        return put
    put.send(client).raise_for_status()
    return Sample("DELETE", path, record=claim, version=2)


def _rating(client: TestClient, method: str = "POST") -> Sample:
    source = _updating(client, "source").path
    path, body = f"{source}/ratings", {"reliability": "B"}
    if method == "POST":
        return Sample("POST", f"{path}?{WHY}", body, record=source)
    made = _made(client, f"{path}?{WHY}", body)
    path = f"{path}/{made['id']}?{WHY}"
    change = {"reliability": "C"} if method == "PATCH" else None
    return Sample(method, path, change, record=source, version=2)


def _identifying(client: TestClient, method: str = "PUT") -> Sample:
    source = _updating(client, "source").path
    other = _made(client, "/sources", SURVIVORS["source"])
    path = f"{source}/identities/{other['id']}?{WHY}"
    judging = Sample("PUT", path, {"judgement": "same"})
    if method == "PUT":
        return judging
    judging.send(client).raise_for_status()
    return Sample(method, path)


def _linking(client: TestClient, method: str = "POST") -> Sample:
    claim, other = (_updating(client, "claim").path for _ in range(2))
    body = {"other_id": int(other.rpartition("/")[2]), "kind": "denies"}
    adding = Sample("POST", f"{claim}/links", body, record=claim)
    if method == "POST":
        return adding
    made = _made(client, adding.path, body)
    return Sample("DELETE", f"{adding.path}/{made['id']}", record=claim, version=2)


def _keying(client: TestClient, method: str = "POST") -> Sample:
    body = {"analyst": {"name": "Night desk", "role": "analyst"}}
    adding = Sample("POST", "/keys", body)
    if method == "POST":
        return adding
    made = _made(client, adding.path, body)
    return Sample("DELETE", f"/keys/{made['id']}")


FILTER: Json = {"name": "Rain", "kind": "claim", "query": "q=rain"}


def _saving(client: TestClient, method: str) -> Sample:
    if method == "POST":
        return Sample("POST", "/filters", FILTER)
    path = f"/filters/{_made(client, '/filters', FILTER)['id']}"
    body = {"shared": True} if method == "PATCH" else None
    return Sample(method, path, body, record=path, version=1)


def _of(
    make: Callable[[TestClient, str], Sample], kind: str
) -> Callable[[TestClient], Sample]:
    return lambda client: make(client, kind)


SAMPLES: dict[str, Callable[[TestClient], Sample]] = {
    "create_revision": _revision,
    "create_key": _of(_keying, "POST"),
    "delete_key": _of(_keying, "DELETE"),
    "create_claims": _batch,
    "review_many_claims": _reviewing,
    "merge_two_facts": _of(_merging, "fact"),
    "unmerge_merged_fact": _of(_unmerging, "fact"),
    "merge_two_articles": _of(_merging, "article"),
    "unmerge_merged_article": _of(_unmerging, "article"),
    "merge_two_claims": _of(_merging, "claim"),
    "unmerge_merged_claim": _of(_unmerging, "claim"),
    "merge_two_sources": _of(_merging, "source"),
    "unmerge_merged_source": _of(_unmerging, "source"),
    "put_identity": _of(_identifying, "PUT"),
    "delete_identity": _of(_identifying, "DELETE"),
    "create_assessment": _assessing,
    "create_outcome": _of(_settling, "POST"),
    "replace_outcome": _of(_settling, "PUT"),
    "delete_outcome": _of(_settling, "DELETE"),
    "put_stance": _of(_judging, "PUT"),
    "delete_stance": _of(_judging, "DELETE"),
    "create_rating": _of(_rating, "POST"),
    "update_rating": _of(_rating, "PATCH"),
    "delete_rating": _of(_rating, "DELETE"),
    "create_filter": _of(_saving, "POST"),
    "update_filter": _of(_saving, "PATCH"),
    "delete_filter": _of(_saving, "DELETE"),
    "create_link": _of(_linking, "POST"),
    "delete_link": _of(_linking, "DELETE"),
}
for one in (*RECORDS, "claim"):
    SAMPLES[f"redact_{one}"] = _of(_redacting, one)
    SAMPLES[f"create_{one}"] = _of(_creating, one)
    SAMPLES[f"update_{one}"] = _of(_updating, one)
    SAMPLES[f"delete_{one}"] = _of(_deleting, one)
    SAMPLES[f"restore_withdrawn_{one}"] = _of(_restoring, one)
    SAMPLES[f"revert_{one}_to_version"] = _of(_reverting, one)
for one in PARTS:
    SAMPLES[f"create_{one}"] = _of(_adding, one)
    SAMPLES[f"update_{one}"] = _of(_changing, one)
    SAMPLES[f"delete_{one}"] = _of(_removing, one)
