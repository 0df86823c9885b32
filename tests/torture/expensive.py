"""The most expensive public reads, and ordinary reads at the same time."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain, count, cycle
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

from seeds.generate import generate
from tests.api.bodies import API, claim_in, step
from tests.api.cli.running import Onrecord
from tests.torture.checking import Finding
from tests.torture.client import Client
from tests.torture.databases import provide
from tests.torture.expensive_reads import expensive_reads
from tests.torture.memory import MEGABYTE, Memory
from tests.torture.serving import Server, serving
from tests.torture.writers import open_desk

CONNECTIONS = 20  # that each send one expensive read after the other
P99 = 1.0  # seconds
PAUSE = 0.02  # seconds between two requests that are watched
LEAVING = 5.0  # seconds after which a read is cut off at the end
IDLE = 5.0  # seconds in which memory is given back
KEPT = 256 * MEGABYTE  # bytes more than before, when all is over
HELD = 1024 * MEGABYTE  # bytes more than before, meanwhile
EXPECTED = {200, 503}  # an expensive read is answered, or stopped and rejected
Progress = Callable[[str], None]
Times = list[tuple[float, int]]  # seconds and statuses
Request = tuple[str, str, Any]  # method, path and body


@dataclass
class Expensive:
    """The waiting times during expensive reads, and the results of these reads."""

    claims: int
    watched: Mapping[str, Times]
    reads: Mapping[str, Times]
    memory: tuple[int, int, int]  # bytes at first, at most, at last
    findings: list[Finding] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return all results."""
        return {
            "claims": self.claims,
            "memory_mb": [round(size / MEGABYTE) for size in self.memory],
            "times": {
                name: _figures(times)
                for name, times in (*self.watched.items(), *self.reads.items())
            },
            "findings": [str(finding) for finding in self.findings],
        }


def run(backend: str, *, claims: int, seconds: float, progress: Progress) -> Expensive:
    """Send expensive reads, twenty at once, for so many seconds; watch the rest."""
    with _filled(backend, claims, progress) as (engine, server):
        paths = expensive_reads(engine)
        memory = Memory(server)
        memory.start()
        progress(f"{len(paths)} expensive reads for {seconds:g} s")
        reading = _read_all(server.port, paths, seconds)
        watched = _watch(server.port, Event(), reading)
        read = reading.result()
        sleep(IDLE)
        found = Expensive(claims, watched, read, memory.stop())
        found.findings += _judged(found)
        return found


@contextmanager
def _filled(
    backend: str, claims: int, progress: Progress
) -> Iterator[tuple[Any, Server]]:
    """Serve a new database with a generated record."""
    with ExitStack() as stack:
        temporary = TemporaryDirectory(prefix="onrecord-")
        folder = Path(stack.enter_context(temporary))
        database = stack.enter_context(provide(backend, folder))
        Onrecord(database.url)("migrate")

        def done(number: int) -> None:
            progress(f"{number:,} of {claims:,} claims")

        generate(database.url, claims=claims, seed=1, progress=done)
        yield database.engine, stack.enter_context(serving(database.url, folder))


def _read_all(
    port: int, paths: Sequence[str], seconds: float
) -> Future[Mapping[str, Times]]:
    """Send each path again and again, all at once, from another process."""
    processes = ProcessPoolExecutor(1, get_context("spawn"))
    reading = processes.submit(_read_in_threads, port, paths, seconds)
    processes.shutdown(wait=False)
    return reading


def _read_in_threads(
    port: int, paths: Sequence[str], seconds: float
) -> Mapping[str, Times]:
    stopped = Event()
    starts = [len(paths) * number // CONNECTIONS for number in range(CONNECTIONS)]
    asking = [
        Asking(port, stopped, _in_turn([*paths[first:], *paths[:first]]))
        for first in starts
    ]
    for one in asking:
        one.start()
    sleep(seconds)
    stopped.set()
    found: dict[str, Times] = {path: [] for path in paths}
    for one in asking:
        one.end(LEAVING)
        for path, times in one.times.items():
            found[path] += times
    return found


def _in_turn(paths: Sequence[str]) -> Callable[[], Request]:
    """Return a function that requests one path after the other, repeatedly."""
    requests = cycle([("GET", path, None) for path in paths])
    return lambda: next(requests)


class Asking(Thread):
    """Sends one request after the other on a connection until it is stopped."""

    def __init__(
        self,
        port: int,
        stopped: Event,
        request: Callable[[], Request],
        *,
        pause: float = 0,
    ) -> None:
        super().__init__(daemon=True)
        self._client, self._stopped = Client(port), stopped
        self._request, self._pause = request, pause
        self.times: dict[str, Times] = defaultdict(list)  # by path

    def run(self) -> None:
        """Note how long each response takes; a status of 0 is a missing one."""
        while not self._stopped.wait(self._pause):
            method, path, body = self._request()
            began = monotonic()
            answer = self._client.send(method, path, body)
            took = monotonic() - began
            if answer or not self._stopped.is_set():
                self.times[path].append((took, answer.status if answer else 0))
        self._client.close()

    def end(self, seconds: float) -> None:
        """Wait for the last response, but disconnect after this many seconds."""
        self.join(seconds)
        self._client.cut()
        self.join()


def _watch(port: int, stopped: Event, reading: Future[Any]) -> Mapping[str, Times]:
    """Send what everybody needs, while expensive reads run."""
    requests = {
        "healthz": _in_turn(["/healthz"]),
        "claim": _in_turn([f"{API}/claims/1"]),
        "write": _writes(port),
    }
    asking = {
        name: Asking(port, stopped, request, pause=PAUSE)
        for name, request in requests.items()
    }
    for one in asking.values():
        one.start()
    reading.exception()  # waits
    stopped.set()
    for one in asking.values():
        one.join()
    return {
        name: [*chain.from_iterable(one.times.values())] for name, one in asking.items()
    }


def _writes(port: int) -> Callable[[], Request]:
    """Return a function that creates claims with their own source and article."""
    client, numbers = Client(port), count(1)
    desk = open_desk(client, 0)
    client.close()
    steps = [step(desk.source)]

    def make() -> Request:
        body = claim_in(desk.article, steps, text=f"Meanwhile {next(numbers)}.")
        return "POST", f"{API}/claims", body

    return make


def _figures(times: Times) -> dict[str, Any]:
    took = sorted(seconds for seconds, _ in times) or [0.0]
    return {
        "answers": dict(Counter(str(status) for _, status in times)),
        "p50_s": round(took[len(took) // 2], 3),
        "p99_s": round(_p99(times), 3),
        "slowest_s": round(took[-1], 3),
    }


def _p99(times: Times) -> float:
    took = sorted(seconds for seconds, _ in times) or [0.0]
    return took[min(len(took) - 1, len(took) * 99 // 100)]


def _judged(found: Expensive) -> Iterator[Finding]:
    for name, times in found.watched.items():
        if _p99(times) > P99:
            yield Finding("slow", f"p99 of {name}: {_p99(times):.2f} s")
        if failed := sum(not 200 <= status < 300 for _, status in times):
            yield Finding("vague", f"{failed} of {len(times)} failed: {name}")
    for path, times in found.reads.items():
        if odd := {status for _, status in times} - EXPECTED:
            yield Finding("vague", f"{path} was answered with {sorted(odd)}")
    yield from _judged_memory(*found.memory)


def _judged_memory(first: int, most: int, last: int) -> Iterator[Finding]:
    if most - first > HELD:
        yield Finding("broken", f"{most / MEGABYTE:.0f} MB of memory")
    if last - first > KEPT:
        yield Finding("broken", f"{last / MEGABYTE:.0f} MB of memory are kept")
