"""Requests at a fixed rate, whether those before are answered or not."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import uvloop

HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
MAX_CONNECTIONS = 1000  # a request that finds all of them waiting is dropped
TICK = 0.005  # seconds between checks for due requests
GRACE = 30  # seconds for the last answers


@dataclass
class Outcome:
    """The results of all requests."""

    seconds: float = 0.0
    drained: float = 0.0  # seconds until the last request was answered
    came: int = 0
    gave_up: int = 0
    cut_off: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)  # seconds, of accepted requests
    written: int = 0

    def within(self, share: float) -> float:
        """Return a quantile of the seconds that accepted requests took."""
        took = sorted(self.took) or [0.0]
        return took[min(len(took) - 1, int(len(took) * share))]

    @property
    def accepted(self) -> int:
        """Return how many requests were accepted."""
        return len(self.took)


class Connection(asyncio.Protocol):
    """A client connection that sends one request at a time."""

    def __init__(self, offer: "Offer", first: bytes, came: float) -> None:
        self._offer, self._first, self._came = offer, first, came
        self._received = b""
        self.waits = True

    def connection_made(self, transport: Any) -> None:
        """Send the first request."""
        self._transport = transport
        transport.write(self._first)

    def send(self, request: bytes, came: float) -> None:
        """Send a request that was due at ``came``."""
        self._came, self.waits = came, True
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Note the response when it is complete."""
        self._received += data
        end = self._received.find(HEAD_END)
        if end < 0:
            return
        head = self._received[:end].lower()
        length = int(head.partition(LENGTH)[2].partition(b"\r\n")[0])
        if len(self._received) >= end + len(HEAD_END) + length:
            self._received, self.waits = b"", False
            self._offer.answered(self, int(head[9:12]), perf_counter() - self._came)

    def connection_lost(self, _: Exception | None) -> None:
        """Note that the connection is closed, perhaps without a response."""
        self._offer.lost(self)

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()


class Offer:
    """All requests to one server in a period."""

    def __init__(self, port: int, requests: Iterator[bytes], rate: float) -> None:
        self._port, self._requests, self._rate = port, requests, rate
        self._idle: deque[Connection] = deque()
        self._open = 0
        self._opening: set[asyncio.Task[None]] = set()
        self.outcome = Outcome()

    async def run(self, seconds: float) -> Outcome:
        """Send requests for this many seconds, and wait for the last responses."""
        began = perf_counter()
        while (now := perf_counter()) - began < seconds:
            due = int((now - began) * self._rate)
            while self.outcome.came < due:
                self._come(began + self.outcome.came / self._rate)
            await asyncio.sleep(TICK)
        self.outcome.seconds = perf_counter() - began
        until = perf_counter() + GRACE
        while len(self._idle) < self._open and perf_counter() < until:  # noqa: ASYNC110 - thousands would set an event
            await asyncio.sleep(TICK)
        self.outcome.drained = perf_counter() - began - self.outcome.seconds
        self.outcome.cut_off += self._open - len(self._idle)
        for connection in self._idle:
            connection.close()
        return self.outcome

    def _come(self, now: float) -> None:
        self.outcome.came += 1
        if self._idle:
            # The longest idle one, before the server closes it for being idle.
            self._idle.popleft().send(next(self._requests), now)
        elif self._open < MAX_CONNECTIONS:
            self._open += 1
            task = asyncio.ensure_future(self._connect(next(self._requests), now))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)
        else:
            self.outcome.gave_up += 1

    async def _connect(self, request: bytes, now: float) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(
                lambda: Connection(self, request, now), "127.0.0.1", self._port
            )
        except OSError:
            self._open -= 1
            self.outcome.cut_off += 1

    def answered(self, connection: Connection, status: int, seconds: float) -> None:
        """Note a response; the connection is free for another request."""
        self.outcome.statuses[status] += 1
        self.outcome.written += status == 201
        if status < 300:
            self.outcome.took.append(seconds)
        self._idle.append(connection)

    def lost(self, connection: Connection) -> None:
        """Note a closed connection."""
        self._open -= 1
        self.outcome.cut_off += connection.waits
        if not connection.waits:
            self._idle.remove(connection)


def offer(
    port: int, requests: Iterator[bytes], *, rate: float, seconds: float
) -> Outcome:
    """Send ``requests`` to a server at this rate per second."""

    async def run() -> Outcome:
        return await Offer(port, requests, rate).run(seconds)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())
