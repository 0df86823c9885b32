"""What the search costs writes, and what unchanged polls cost, in processor time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from http.client import HTTPConnection
from itertools import cycle, islice

import orjson

from api.settings import PREFIX
from tests.bench.machine import processor_seconds
from tests.bench.measuring import rotated
from tests.bench.options import Options
from tests.bench.samples import Json, Samples
from tests.bench.searching import backends
from tests.bench.servers import Server, start, wait_for
from tests.bench.storing import BATCH
from tests.bench.workloads import WRITE_PATH
from tests.keys import shown

WRITES, POLLS = 100, 500  # of a round
IN_TINY = 10  # of a tiny run, each
TICK = 0.01
JSON = {"Content-Type": "application/json"}


class Client:
    """One connection to a server, whose processor time is measured."""

    def __init__(self, server: Server, database_url: str, *, tiny: bool) -> None:
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._pid, self._url = server.process.pid, database_url
        self._writes, self._polls = (IN_TINY, IN_TINY) if tiny else (WRITES, POLLS)

    def send(self, path: str, body: Json | None = None, *, etag: str = "") -> str:
        """Send a request and return the ETag of its response."""
        headers = JSON | shown() if body else {"If-None-Match": etag}
        content = orjson.dumps(body) if body else None
        self._connection.request("POST" if body else "GET", path, content, headers)
        answer = self._connection.getresponse()
        said = answer.read()
        wanted = 201 if body else 304 if etag else 200
        if answer.status != wanted:
            raise RuntimeError(path, answer.status, said[:500])
        return answer.getheader("ETag", "")

    def write(self, writes: Iterator[Json], size: int) -> None:
        """Record a claim, or a batch of ``size`` claims."""
        first, *others = claims = list(islice(writes, size))
        if others:
            batch = {"mode": "atomic", "claims": claims}
            self.send(f"{PREFIX}/claims/batch", batch)
        else:
            self.send(WRITE_PATH, first)

    def cost_of_writes(self, writes: Iterator[Json], size: int) -> float:
        """Return the processor seconds of single claims, or of a batch of ``size``."""
        times = 1 if size > 1 else self._writes
        return self._measure(lambda: self.write(writes, size), times)

    def pages_in_polls(self, paths: Sequence[str]) -> float:
        """Return the cost of a page in those of unchanged polls of it."""
        self._connection.close()
        etags = {path: self.send(path) for path in paths}
        for path in paths:  # the process then knows the states with these ETags
            self.send(path, etag=etags[path])
        pages, polls = cycle(paths), cycle(paths)
        cost = self._measure(lambda: self.send(next(pages)), self._polls)
        return cost / self._measure(lambda: self._poll(next(polls), etags), self._polls)

    def _poll(self, path: str, etags: Mapping[str, str]) -> None:
        self.send(path, etag=etags[path])

    def _measure(self, work: Callable[[], object], times: int) -> float:
        """Return the processor seconds of the server, and of PostgreSQL, for work.

        The least is a tick of the clock of the system.
        """
        self._connection.close()  # an idle one may be closed by the server
        before = self._processor_seconds()
        for _ in range(times):
            work()
        return max(self._processor_seconds() - before, TICK)

    def _processor_seconds(self) -> float:
        pids = {self._pid, *backends(self._url)}
        return sum(processor_seconds(pid) or 0 for pid in pids)


def measure_costs(
    product: Server, samples: Samples, database_url: str, options: Options
) -> Json:
    """Return, for each round, the ratios of costs that are measured in turns.

    Those of a write and a batch are in those without the search, and that of a page of
    W1 is in those of an unchanged poll of it.
    """
    writes, paths = samples.writes(), samples.paths["W1"]
    sizes: Mapping[str, int] = {"write": 1, "batch": min(BATCH, options.claims)}
    found: dict[str, list[float]] = {name: [] for name in (*sizes, "page")}
    with start("unsearched", database_url) as server:
        wait_for(server)
        clients = [
            Client(one, database_url, tiny=options.tiny) for one in (product, server)
        ]
        for client in clients:
            client.write(writes, 1)  # first requests cost more
        for number in range(options.rounds):
            for name, size in sizes.items():
                took = [
                    (clients.index(client), client.cost_of_writes(writes, size))
                    for client in rotated(clients, number)
                ]
                searched, plain = (seconds for _, seconds in sorted(took))
                found[name].append(searched / plain)
            found["page"].append(clients[0].pages_in_polls(paths))
    return found
