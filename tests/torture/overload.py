"""Overload: ten times the load that the server can sustain."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from time import monotonic, sleep
from typing import Any

import orjson
from sqlalchemy import func, select

from db.models import Claim
from tests.api.bodies import API, claim_in, step
from tests.bench.load import client as closed
from tests.torture.checking import Finding
from tests.torture.client import Client
from tests.torture.load import Outcome, offer
from tests.torture.memory import MEGABYTE, Memory
from tests.torture.rounds import Scene, scene, verify
from tests.torture.writes import Desk

TIMES = 10
CONNECTIONS = 16  # that measure the sustainable load
MEASURED = 8  # seconds for that
CLAIMS = 500  # to read
WRITES = 4  # one request in this number writes
P99, NORMAL = 1.0, 5.0  # seconds
NORMALLY = 20, 0.1  # requests in a row that are answered, in as many seconds each
MEMORY = 256 * MEGABYTE  # bytes more than before
Progress = Callable[[str], None]


@dataclass
class Overload:
    """The sustainable load, the offered load, and the responses."""

    sustainable: float
    offered: float
    outcome: Outcome
    memory: tuple[int, int, int]  # bytes at first, at most, at last
    normal_after: float
    sustainable_after: float
    findings: list[Finding] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return all results."""
        outcome = self.outcome
        return {
            "sustainable_per_s": round(self.sustainable),
            "sustainable_after_per_s": round(self.sustainable_after),
            "offered_per_s": round(self.offered),
            "seconds": round(outcome.seconds, 1),
            "came": outcome.came,
            "gave_up": outcome.gave_up,
            "cut_off": outcome.cut_off,
            "statuses": {str(k): n for k, n in sorted(outcome.statuses.items())},
            "accepted_per_s": round(outcome.accepted / outcome.seconds),
            "p50_s": round(outcome.within(0.5), 3),
            "p99_s": round(outcome.within(0.99), 3),
            "slowest_s": round(outcome.within(1), 3),
            "memory_mb": [round(size / MEGABYTE) for size in self.memory],
            "normal_after_s": round(self.normal_after, 2),
            "findings": [str(finding) for finding in self.findings],
        }


def run(backend: str, seed: int, seconds: float, progress: Progress) -> Overload:
    """Measure the sustainable load, offer ten times as much, and check the results."""
    with scene(backend, seed) as stage:
        requests = _requests(stage.desks[0], _fill(stage), stage.chance)
        progress("the sustainable load")
        measured = min(MEASURED, seconds)
        sustainable = _closed(stage, requests, measured)
        memory = Memory(stage.server)
        memory.start()
        rate = sustainable * TIMES
        progress(f"{rate:,.0f} requests a second for {seconds:g} s")
        before = _written(stage)
        outcome = offer(stage.server.port, requests, rate=rate, seconds=seconds)
        kept = _written(stage) - before
        normal = outcome.drained + _until_normal(stage.server.port, requests)
        after = _closed(stage, requests, measured)
        found = Overload(sustainable, rate, outcome, memory.stop(), normal, after)
        found.findings += [*_judged(found, kept), *verify(stage)]
        return found


def _judged(found: Overload, kept: int) -> Iterator[Finding]:
    outcome = found.outcome
    refused = outcome.statuses[503] + outcome.statuses[429]
    others = outcome.statuses.total() - refused - outcome.accepted
    if outcome.within(0.99) > P99:
        yield Finding("slow", f"p99 of accepted requests: {outcome.within(0.99):.2f} s")
    if others:
        yield Finding("vague", f"{others} neither done nor rejected")
    if outcome.cut_off:
        yield Finding("vague", f"{outcome.cut_off} were cut off")
    if found.normal_after > NORMAL:
        yield Finding("slow", f"normal after {found.normal_after:.1f} s only")
    if found.memory[1] - found.memory[0] > MEMORY:
        yield Finding("broken", f"{found.memory[1] / MEGABYTE:.0f} MB of memory")
    if kept != outcome.written:
        yield Finding("lost", f"{outcome.written} answered with 201, {kept} there")


def _fill(stage: Scene) -> list[int]:
    """Store claims to read; return their ids."""
    desk, client = stage.desks[0], Client(stage.server.port)
    claims = [
        claim_in(desk.article, [step(desk.source)], text=f"Claim {number}.")
        for number in range(CLAIMS)
    ]
    body = {"mode": "atomic", "claims": claims}
    answer = client.send("POST", f"{API}/claims/batch", body)
    client.close()
    assert answer
    return [claim["id"] for claim in answer.json["data"]]


def _requests(desk: Desk, claims: list[int], chance: Random) -> Iterator[bytes]:
    """Yield reads of claims and lists, and one write in four requests."""
    lists = f"{API}/sources/{desk.source}/claims?limit=20"
    for number in count(1):
        if number % WRITES == 0:
            text = f"Overload {number}."
            body = claim_in(desk.article, [step(desk.source)], text=text)
            yield closed.post(f"{API}/claims", orjson.dumps(body))
        elif number % WRITES == 1:
            yield closed.get(lists)
        else:
            yield closed.get(f"{API}/claims/{chance.choice(claims)}")


def _closed(stage: Scene, requests: Iterator[bytes], seconds: float) -> float:
    port = stage.server.port
    found = closed.measure(port, requests, seconds=seconds, connections=CONNECTIONS)
    return found.per_second


def _until_normal(port: int, requests: Iterator[bytes]) -> float:
    """Return the seconds until all requests are answered, and quickly."""
    began = since = monotonic()
    in_a_row = 0
    while in_a_row < NORMALLY[0] and monotonic() - began < 10 * NORMAL:
        found = closed.measure(port, requests, seconds=0.001, connections=1)
        if found.failures or found.p99_ms > NORMALLY[1] * 1000:
            in_a_row, since = 0, monotonic()
            sleep(0.02)
        in_a_row += 1
    return since - began


def _written(stage: Scene) -> int:
    count_all = select(func.count(Claim.id)).where(Claim.text.like("Overload %"))
    with stage.database.engine.connect() as connection:
        return int(connection.scalar(count_all) or 0)
