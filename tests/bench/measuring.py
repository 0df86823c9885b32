"""Interleaved rounds: each measures all programs one after the other."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, TypeVar

from tests.bench.load import client, wrk
from tests.bench.load.background import background_load
from tests.bench.load.outcome import Outcome
from tests.bench.machine import processor_seconds
from tests.bench.options import Options
from tests.bench.samples import Requests, as_bytes
from tests.bench.servers import Server
from tests.bench.workloads import (
    ALONE,
    DERIVED,
    PARTS,
    WRITE,
    WRITE_PATH,
    contenders,
)

CONNECTIONS = 16
Servers = Mapping[str, Server]
T = TypeVar("T")


@dataclass(frozen=True)
class Round:
    """One measurement, and the processor time of the server for each request."""

    outcome: Outcome
    processor_us: float | None


@dataclass
class Measured:
    """All rounds of one contender in one part of a workload."""

    part: str
    contender: str
    rounds: list[Round] = field(default_factory=list)

    def per_second(self) -> list[float]:
        """Return the requests a second of each round."""
        return [one.outcome.per_second for one in self.rounds]

    def as_json(self) -> dict[str, Any]:
        """Return the medians, and the rounds they are of."""
        outcomes = [one.outcome for one in self.rounds]
        times = [one.processor_us for one in self.rounds if one.processor_us]
        return {
            "part": self.part,
            "contender": self.contender,
            "requests_per_second": median(self.per_second()),
            "p50_ms": median(one.p50_ms for one in outcomes),
            "p99_ms": median(one.p99_ms for one in outcomes),
            "processor_us": median(times) if times else None,
            "failures": sum(one.failures for one in outcomes),
            "rounds": [one.as_json() for one in outcomes],
        }


class Measuring:
    """Measures the parts of workloads on servers that are up."""

    def __init__(
        self,
        servers: Servers,
        samples: Requests,
        options: Options,
        *,
        missing: Collection[str],
    ) -> None:
        self._servers, self._samples, self._options = servers, samples, options
        self._missing = missing
        self._writes = as_bytes(samples.writes())

    def measure(self, workload: str, progress: Callable[[str], None]) -> list[Measured]:
        """Return the results of all rounds of one workload."""
        cells = [
            Measured(part, contender)
            for part in PARTS[workload]
            if part not in self._missing
            for contender in contenders(part)
        ]
        if not self._options.tiny:
            for cell in cells:  # first requests cost more
                self.round(cell, seconds=1, number=0)
        for number in range(self._options.rounds):
            for cell in rotated(cells, number):
                progress(f"round {number + 1}: {cell.part}, {cell.contender}")
                seconds = self._options.seconds
                cell.rounds.append(self.round(cell, seconds=seconds, number=number))
        return cells

    def round(self, cell: Measured, *, seconds: float, number: int) -> Round:
        """Return one measurement of a part on the server of its contender."""
        server = self._servers[cell.contender]
        return _timed(
            server,
            lambda: self._load(server, cell.part, seconds=seconds, number=number),
        )

    def _load(
        self, server: Server, part: str, *, seconds: float, number: int
    ) -> Outcome:
        connections = ALONE if part in DERIVED else CONNECTIONS
        told: dict[str, Any] = {"seconds": seconds, "connections": connections}
        if part == WRITE:
            requests = (client.post(WRITE_PATH, body) for body in self._writes)
            return client.measure(server.port, requests, **told)
        if part in self._samples.background:
            with background_load(server.port, self._samples.background[part]):
                return self._read(server, part, number=number, **told)
        return self._read(server, part, number=number, **told)

    def _read(self, server: Server, part: str, *, number: int, **told: Any) -> Outcome:
        return _read(server, self._samples.paths[part], number=number, **told)


def measured_round(
    server: Server, requests: Iterator[bytes], *, seconds: float
) -> Round:
    """Return one measurement of a server."""
    told: dict[str, Any] = {"seconds": seconds, "connections": CONNECTIONS}
    return _timed(server, lambda: client.measure(server.port, requests, **told))


def _timed(server: Server, load: Callable[[], Outcome]) -> Round:
    before = processor_seconds(server.process.pid)
    try:
        outcome = load()
    except (OSError, RuntimeError) as error:
        raise RuntimeError(server.said()) from error
    after = processor_seconds(server.process.pid)
    if before is None or after is None or not outcome.requests:
        return Round(outcome, None)
    return Round(outcome, (after - before) / outcome.requests * 1e6)


def _read(server: Server, paths: Sequence[str], *, number: int, **told: Any) -> Outcome:
    if wrk.can_measure(told["seconds"]):
        return wrk.measure(server.port, paths, seed=number, **told)
    return client.measure(server.port, client.gets(paths, seed=number), **told)


def rotated(cells: Sequence[T], by: int) -> Sequence[T]:
    """Return the cells in an order that begins with another one in each round."""
    first = by % len(cells)
    return [*cells[first:], *cells[:first]]


def ratios(of: Measured, to: Measured) -> list[float]:
    """Return how many times as many requests were answered, for each round."""
    pairs = zip(of.per_second(), to.per_second(), strict=True)
    return [mine / theirs for mine, theirs in pairs if theirs]


def latency_ratios(of: Measured, to: Measured) -> list[float]:
    """Return how many times as long 99 in 100 took at most, for each round."""
    pairs = zip(of.rounds, to.rounds, strict=True)
    return [
        mine.outcome.p99_ms / theirs.outcome.p99_ms
        for mine, theirs in pairs
        if theirs.outcome.p99_ms
    ]


def processor_ratios(of: Measured, to: Measured) -> list[float]:
    """Return how many requests one could answer in the time of the other's one."""
    pairs = zip(of.rounds, to.rounds, strict=True)
    return [
        theirs.processor_us / mine.processor_us
        for mine, theirs in pairs
        if mine.processor_us and theirs.processor_us
    ]
