"""Requests that come at a rate, whether those before are answered or not."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import uvloop

HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
MOST = 1000  # connections; who comes while all of them wait gives up at once
TICK = 0.005  # seconds between looks at who has come
GRACE = 30  # seconds for the last answers


@dataclass
class Outcome:
    """What became of all who came."""

    seconds: float = 0.0
    drained: float = 0.0  # seconds until the last who came was answered
    came: int = 0
    gave_up: int = 0
    cut_off: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)  # of those that were accepted
    written: int = 0

    def within(self, share: float) -> float:
        """Return the seconds within which so many of those accepted were answered."""
        took = sorted(self.took) or [0.0]
        return took[min(len(took) - 1, int(len(took) * share))]

    @property
    def accepted(self) -> int:
        """Return how many were done."""
        return len(self.took)


class Connection(asyncio.Protocol):
    """Sends one request at a time, and is idle in between."""

    def __init__(self, offer: "Offer", first: bytes, came: float) -> None:
        self._offer, self._first, self._came = offer, first, came
        self._received = b""
        self.waits = True

    def connection_made(self, transport: Any) -> None:
        """Send what it was opened for."""
        self._transport = transport
        transport.write(self._first)

    def send(self, request: bytes, came: float) -> None:
        """Send a request that came at that time."""
        self._came, self.waits = came, True
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Note the answer when it is whole."""
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
        """Note that it is gone, perhaps with an answer."""
        self._offer.lost(self)

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


class Offer:
    """All who come to one server in a time."""

    def __init__(self, port: int, requests: Iterator[bytes], rate: float) -> None:
        self._port, self._requests, self._rate = port, requests, rate
        self._idle: deque[Connection] = deque()
        self._open = 0
        self._opening: set[asyncio.Task[None]] = set()
        self.outcome = Outcome()

    async def run(self, seconds: float) -> Outcome:
        """Send what comes for so long, and wait for the last answers."""
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
            # The one that was idle for longest, before the server ends it for that.
            self._idle.popleft().send(next(self._requests), now)
        elif self._open < MOST:
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
        """Note an answer; the connection is free for another request."""
        self.outcome.statuses[status] += 1
        self.outcome.written += status == 201
        if status < 300:
            self.outcome.took.append(seconds)
        self._idle.append(connection)

    def lost(self, connection: Connection) -> None:
        """Note a connection that ended."""
        self._open -= 1
        self.outcome.cut_off += connection.waits
        if not connection.waits:
            self._idle.remove(connection)


def offer(
    port: int, requests: Iterator[bytes], *, rate: float, seconds: float
) -> Outcome:
    """Let ``requests`` come to a server, so many a second."""

    async def run() -> Outcome:
        return await Offer(port, requests, rate).run(seconds)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())
