"""Every question that can be asked: each GET of the document, with each parameter.

Whatever is added to the API is asked by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import quote, urlencode

from fastapi.testclient import TestClient

from tests.api.bodies import Json

# What counts since the process began, and nothing else, differs between processes.
NOT_ASKED = {"/metrics"}
RESOURCES = {
    "source_id": "source",
    "article_id": "article",
    "claim_id": "claim",
    "fact_id": "fact",
    "tag_id": "tag",
    "other_id": "source",
    "assessment_id": "assessment",
    "number": "number",
    "source": "source",
    "speaker": "source",
    "origin": "source",
    "outlet": "source",
    "organisation": "source",
    "article": "article",
    "fact": "fact",
}
PAGES = 3  # of a list that are turned


@dataclass(frozen=True)
class Asked:
    """What to ask about: ids of each resource, and values of parameters by name."""

    ids: Mapping[str, Sequence[int]]
    values: Mapping[str, Sequence[str]]


def questions(document: Json, asked: Asked) -> Iterator[str]:
    """Yield the address of every question, each parameter by itself."""
    for path, item in document["paths"].items():
        if "get" not in item or path in NOT_ASKED:
            continue
        parameters = item["get"].get("parameters", [])
        queries = [_query(one, asked) for one in parameters if one["in"] == "query"]
        needed = {
            one["name"]: _values(one, asked)[0]
            for one in parameters
            if one["in"] == "query" and one.get("required")
        }
        for number, filled in enumerate(_filled(path, parameters, asked)):
            yield _address(filled, needed)
            # The first of its ids is that of a record that everybody sees.
            for query in (q for some in queries for q in some if number == 0):
                yield _address(filled, needed | query)


def answers(client: TestClient, address: str) -> Iterator[tuple[str, Any]]:
    """Yield what a question is answered, and the pages behind that."""
    for _ in range(PAGES):
        answer = client.get(address, follow_redirects=False)
        request_id = answer.headers.pop("x-request-id")
        body = answer.content.replace(request_id.encode(), b"")
        yield address, (answer.status_code, sorted(answer.headers.items()), body)
        if "next" not in answer.links:
            return
        address = answer.links["next"]["url"]


def _filled(path: str, parameters: Sequence[Json], asked: Asked) -> Iterator[str]:
    names = [one["name"] for one in parameters if one["in"] == "path"]
    for ids in product(*(asked.ids[RESOURCES[name]] for name in names)):
        filled = path
        for name, record_id in zip(names, ids, strict=True):
            filled = filled.replace(f"{{{name}}}", str(record_id))
        yield filled


def _query(parameter: Json, asked: Asked) -> Iterator[dict[str, str]]:
    name = parameter["name"]
    for value in _values(parameter, asked):
        yield {name: value}
        if name == "as_of":
            yield {name: value, "as_of_kind": "record"}


def _values(parameter: Json, asked: Asked) -> Sequence[str]:
    name, schema = parameter["name"], parameter["schema"]
    schema = schema.get("items", schema)
    if name == "cursor":
        return ()
    if "enum" in schema and name != "fields":
        return [str(value) for value in schema["enum"]]
    if name in asked.values:
        return asked.values[name]
    if name in RESOURCES:
        return [str(record_id) for record_id in asked.ids[RESOURCES[name]]]
    examples = parameter["schema"].get("examples") or schema.get("examples") or [None]
    value = examples[0][0] if isinstance(examples[0], list) else examples[0]
    return [] if value is None else [str(value)]


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query, quote_via=quote)}" if query else path
