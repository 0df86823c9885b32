"""Every GET of the OpenAPI document, with each of its parameters.

New endpoints and parameters are included without a change here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI

from tests.api.asgi_requests import Answer, Asked, ask
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
    "key_id": "number",
    "filter_id": "number",
    "source": "source",
    "speaker": "source",
    "origin": "source",
    "subject": "source",
    "outlet": "source",
    "organisation": "source",
    "article": "article",
    "fact": "fact",
}
FORMS = (
    "/articles/{}/claims/new",
    "/articles/{}/edit",
    "/claims/{}/edit",
    "/facts/{}/edit",
    "/sources/{}/edit",
    "/tags/{}/edit",
    "/facts/{}/assess",
    "/facts/{}/resolve",
    "/sources/{}/merge",
)
PICTURES = {
    "fact": ("timeline", "sides"),
    "source": ("positions", "record"),
    "article": ("chains",),
}
PAGES = 3  # of a list that are turned
NEXT = re.compile('<(.*)>; rel="next"')
Answers = dict[str, tuple[int, Any, bytes]]


@dataclass(frozen=True)
class About:
    """The ids and parameter values for requests: ids by resource, values by name.

    Filters that accept a name also get requests with ``names``.
    """

    ids: Mapping[str, Sequence[int]]
    values: Mapping[str, Sequence[str]]
    names: Sequence[str]


def questions(document: Json, about: About) -> Iterator[str]:
    """Yield the address of every question, each parameter by itself."""
    for path, item in document["paths"].items():
        if "get" not in item or path in NOT_ASKED:
            continue
        parameters = item["get"].get("parameters", [])
        queries = [_query(one, about) for one in parameters if one["in"] == "query"]
        needed = {
            one["name"]: _values(one, about)[0]
            for one in parameters
            if one["in"] == "query" and one.get("required")
        }
        for number, filled in enumerate(_filled(path, parameters, about)):
            yield _address(filled, needed)
            # The first of its ids is that of a record that everybody sees.
            for query in (q for some in queries for q in some if number == 0):
                yield _address(filled, needed | query)


def pages(about: About) -> Iterator[str]:
    """Yield the address of every page of records."""
    yield "/"
    yield from ("/search", "/search?q=a*", "/search?q=rain")
    for field in ("source", "outlet"):
        for meant in (*about.ids["source"], *about.names):
            query = quote(f'rain OR -{field}:"{meant}" a*')
            yield from (f"/search?q={query}", f"/claims.csv?q={query}")
    yield from (
        "/queue",
        "/queue/names",
        "/help",
        "/account",
        "/data",
        "/views",
        "/tags",
    )
    for article_id in about.ids["article"]:
        yield f"/articles/{article_id}?part=1"
        yield from (f"/articles/{article_id}?claim={one}" for one in about.ids["claim"])
    yield "/desk/new.json?after=2022-01-01"
    yield from pictures(about)
    for name in ("source", "article", "claim", "fact"):
        yield f"/{name}s"
        yield from (f"/{name}s/{record_id}" for record_id in about.ids[name])
    yield "/queue/drafts"
    for form in FORMS:
        name = form.split("/")[1].removesuffix("s")
        yield from (form.format(record_id) for record_id in about.ids[name])
        yield f"/{name}s.csv"
        for record_id in about.ids[name]:
            yield f"/{name}s/{record_id}"
            yield f"/{name}s/{record_id}/history"
    for record_id, at in product(about.ids["fact"], about.values["as_of"]):
        yield f"/facts/{record_id}/compare?as_of=2022-03-22&other={quote(at)}"


def pictures(about: About) -> Iterator[str]:
    """Yield the address of every picture."""
    for whole in ("facts/states", "claims/by-month", "claims/unnamed"):
        yield f"/pictures/{whole}.svg"
    for resource, names in PICTURES.items():
        for record_id, name in product(about.ids[resource], names):
            yield f"/pictures/{resource}s/{record_id}/{name}.svg"


async def answers(
    app: FastAPI, addresses: Iterable[str], key: Mapping[str, str]
) -> Answers:
    """Return the responses to questions by their addresses, with all further pages.

    Without a client, in the loop of the application: there are thousands.
    """
    found: Answers = {}
    for first in dict.fromkeys(addresses):
        turned, address = 0, first
        while address and turned < PAGES:
            answer = await ask(app, Asked("GET", address, headers=key))
            found[address] = _plain(answer)
            following = NEXT.fullmatch(answer.headers.get("link", ""))
            turned, address = turned + 1, following[1] if following else ""
    return found


def _plain(answer: Answer) -> tuple[int, Any, bytes]:
    """Return an answer without its number, which no other has."""
    number = answer.headers["x-request-id"]
    headers = [pair for pair in answer.headers.items() if number not in pair]
    return answer.status, headers, answer.body.replace(number.encode(), b"")


def _filled(path: str, parameters: Sequence[Json], about: About) -> Iterator[str]:
    names = [one["name"] for one in parameters if one["in"] == "path"]
    for ids in product(*(about.ids[RESOURCES[name]] for name in names)):
        filled = path
        for name, record_id in zip(names, ids, strict=True):
            filled = filled.replace(f"{{{name}}}", str(record_id))
        yield filled


def _query(parameter: Json, about: About) -> Iterator[dict[str, str]]:
    name = parameter["name"]
    for value in _values(parameter, about):
        yield {name: value}
        if name == "as_of":
            yield {name: value, "as_of_kind": "record"}


def _values(parameter: Json, about: About) -> Sequence[str]:
    name, schema = parameter["name"], parameter["schema"]
    schema = schema.get("items", schema)
    if name == "cursor":
        return ()
    if "enum" in schema and name != "fields":
        return [str(value) for value in schema["enum"]]
    if name in about.values:
        return about.values[name]
    if name in RESOURCES:
        numbers = [str(record_id) for record_id in about.ids[RESOURCES[name]]]
        return [*numbers, *(about.names if "anyOf" in schema else ())]
    examples = parameter["schema"].get("examples") or schema.get("examples") or [None]
    value = examples[0][0] if isinstance(examples[0], list) else examples[0]
    return [] if value is None else [str(value)]


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query, quote_via=quote)}" if query else path
