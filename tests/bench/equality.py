"""All programs send the same responses; this is checked before measuring."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from tests.bench.samples import Requests, Samples
from tests.bench.servers import Server
from tests.bench.workloads import DERIVED, PARTS, contenders

CHECKED = 50  # paths of each workload
# What two new claims differ in.
OWN = ("id", "text", "created_at", "updated_at", "printed_in")
Servers = Mapping[str, Server]


class DifferentError(Exception):
    """The response of a contender differs from that of the product."""


def missing(server: Server, samples: Requests, parts: Sequence[str]) -> list[str]:
    """Return the parts whose path the product does not know."""
    asked = {
        part: samples.background.get(part, samples.paths[part][0]) for part in parts
    }
    unknown = {path for path in set(asked.values()) if server.ask(path).status == 404}
    return [part for part, path in asked.items() if path in unknown]


def check_reads(servers: Servers, samples: Samples, parts: Sequence[str]) -> int:
    """Compare the responses to reads; return how many were compared.

    The limit has to send the same bytes, the naive way the same JSON; of what is
    derived, the limit sends how many rows it is made of, and only that it does. Pages
    are sent by the product alone.
    """
    checked = 0
    for part in parts:
        for path in dict.fromkeys(samples.paths[part][:CHECKED]):
            names = contenders(part)
            answers = {name: _ask(servers[name], path) for name in names}
            if part in DERIVED or part in PARTS["P"]:
                continue
            wanted = answers["product"]
            _require(wanted, answers.get("limit", wanted), f"limit: {path}")
            naive = canonical(answers.get("naive", wanted))
            _require(canonical(wanted), naive, f"naive: {path}")
            checked += 1
    return checked


def check_writes(servers: Servers, samples: Samples, path: str) -> None:
    """Compare the responses to a write, except what differs for each claim."""
    body, answers = next(samples.writes()), []
    for number, server in enumerate(servers.values()):
        sent = body | {"text": f"{body['text']} {number}"}
        answer = orjson.loads(_ask(server, path, orjson.dumps(sent)))
        answers.append(canonical(orjson.dumps(answer | dict.fromkeys(OWN))))
    for name, answer in zip(servers, answers, strict=True):
        _require(answers[0], answer, f"{name}: POST {path}")


def canonical(body: bytes) -> bytes:
    """Return JSON with its keys in order."""
    return orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)


def _ask(server: Server, path: str, body: bytes | None = None) -> bytes:
    answer = server.ask(path, body)
    if answer.status != (200 if body is None else 201):
        said = f"{answer.body[:500].decode(errors='replace')}\n{server.said()}"
        message = f"{server.contender}: {answer.status} for {path}: {said}"
        raise DifferentError(message)
    return answer.body


def _require(wanted: bytes, found: bytes, what: str) -> None:
    if wanted == found:
        return
    pairs: Any = zip(wanted, found, strict=False)
    at = next((at for at, (a, b) in enumerate(pairs) if a != b), len(wanted))
    around = slice(max(0, at - 80), at + 80)
    message = f"{what} differs: {wanted[around]!r} wanted, {found[around]!r} found"
    raise DifferentError(message)
