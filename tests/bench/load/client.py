"""Load from Python: for writes, and for reads without wrk."""

import asyncio
from collections.abc import Iterator, Sequence
from random import Random
from time import perf_counter
from typing import Any

import uvloop

from tests.bench.load.outcome import Outcome
from tests.keys import shown

HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
LAST_CHUNK = b"0\r\n\r\n"
GRACE = 15  # seconds for the last answers


def get(path: str) -> bytes:
    """Return the bytes of a GET."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    """Return the bytes of a POST of JSON, with the key that writing needs."""
    headers = {
        "Host": "localhost",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **shown(),
    }
    lines = [f"POST {path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def gets(paths: Sequence[str], seed: int) -> Iterator[bytes]:
    """Yield the bytes of GETs of ``paths`` in any order, without end."""
    return drawn([get(path) for path in paths], seed)


def drawn(requests: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """Yield requests in any order, without end."""
    random = Random(seed)
    while True:
        yield random.choice(requests)


class Run:
    """The shared state of the connections of one measurement."""

    def __init__(self, requests: Iterator[bytes], seconds: float) -> None:
        self.requests = requests
        self.began = perf_counter()
        self.until = self.began + seconds
        self.took: list[float] = []
        self.failures = 0

    def outcome(self) -> Outcome:
        """Return the results."""
        took = sorted(self.took) or [0.0]
        return Outcome(
            requests=len(self.took),
            seconds=perf_counter() - self.began,
            p50_ms=took[len(took) // 2] * 1000,
            p99_ms=took[len(took) * 99 // 100] * 1000,
            failures=self.failures,
        )


def _is_whole(head: bytes, body: bytes) -> bool:
    """Return whether a body is complete, in chunks or not."""
    _, _, length = head.partition(LENGTH)
    if not length:
        return body.endswith(LAST_CHUNK)
    return len(body) >= int(length.split(b"\r\n")[0])


class Connection(asyncio.Protocol):
    """Sends the next request when the one before is answered, until time is up."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._received = b""
        self._sent = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """Send the first request."""
        self._transport = transport
        self._send()  # however late it is: a measurement of nothing says nothing

    def data_received(self, data: bytes) -> None:
        """Send the next request when this answer is whole."""
        self._received += data
        end = self._received.find(HEAD_END)
        if end < 0:
            return
        head = self._received[:end].lower()
        if not _is_whole(head, self._received[end + len(HEAD_END) :]):
            return
        self._run.took.append(perf_counter() - self._sent)
        self._run.failures += not head.startswith(b"http/1.1 2")
        self._received = b""
        if perf_counter() < self._run.until:
            self._send()
        else:
            self.done.set_result(None)
            self._transport.close()

    def connection_lost(self, _: Exception | None) -> None:
        """Count a connection that the server closed as a failure."""
        if not self.done.done():
            self._run.failures += 1
            self.done.set_result(None)

    def _send(self) -> None:
        self._sent = perf_counter()
        self._transport.write(next(self._run.requests))


def measure(
    port: int, requests: Iterator[bytes], *, seconds: float, connections: int
) -> Outcome:
    """Send ``requests`` on as many connections; raise ``TimeoutError`` if one hangs."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_measure(port, requests, seconds, connections))


async def _measure(
    port: int, requests: Iterator[bytes], seconds: float, connections: int
) -> Outcome:
    loop, run = asyncio.get_running_loop(), Run(requests, seconds)
    async with asyncio.timeout(seconds + GRACE):
        opened = [
            await loop.create_connection(lambda: Connection(run), "127.0.0.1", port)
            for _ in range(connections)
        ]
        await asyncio.gather(*(connection.done for _, connection in opened))
    return run.outcome()
