"""Connections whose clients do not receive their responses."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from api.server.unsent_responses import UnsentResponses

RESPONSE = bytes(4_000_000)  # more than the operating system keeps
SOON = 0.02  # seconds between two checks
WAITING = 10.0  # seconds that a test waits at most

pytestmark = pytest.mark.portable


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: no record is read here."""


class Sender(asyncio.Protocol):
    """Sends a response, as a server does that has written it at once."""

    def __init__(self, unsent: UnsentResponses) -> None:
        self._unsent = unsent
        self.ended = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(RESPONSE)

    def pause_writing(self) -> None:
        self._unsent.add(self.transport)

    def resume_writing(self) -> None:
        self._unsent.remove(self.transport)

    def connection_lost(self, _: Exception | None) -> None:
        self._unsent.remove(self.transport)
        self.ended.set()


@asynccontextmanager
async def sent(unsent: UnsentResponses) -> AsyncIterator[tuple[Sender, socket.socket]]:
    """Send a response to a client that has received nothing yet."""
    ours, client = socket.socketpair()
    loop = asyncio.get_running_loop()
    _, sender = await loop.create_connection(lambda: Sender(unsent), sock=ours)
    client.setblocking(False)
    with client:
        yield sender, client
        sender.transport.abort()


async def received(client: socket.socket) -> int:
    """Return how many bytes the client gets until nothing comes or all is there."""
    loop, found = asyncio.get_running_loop(), 0
    while found < len(RESPONSE):
        some = await loop.sock_recv(client, 100_000)
        if not some:
            break
        found += len(some)
        await asyncio.sleep(SOON)
    return found


class TestUnsentResponses:
    def test_a_client_that_receives_nothing_is_disconnected(self) -> None:
        async def work() -> None:
            async with sent(UnsentResponses(stalled=SOON)) as (sender, _):
                async with asyncio.timeout(WAITING):
                    await sender.ended.wait()

        asyncio.run(work())

    def test_a_slow_client_receives_the_whole_response(self) -> None:
        async def work() -> tuple[int, bool]:
            unsent = UnsentResponses(stalled=SOON * 50)
            async with sent(unsent) as (sender, client), asyncio.timeout(WAITING):
                return await received(client), sender.ended.is_set()

        assert asyncio.run(work()) == (len(RESPONSE), False)

    def test_the_longest_waiting_one_is_ended_if_there_are_too_many(
        self,
    ) -> None:
        async def work() -> list[bool]:
            unsent = UnsentResponses(max_waiting=3)
            async with AsyncExitStack() as stack, asyncio.timeout(WAITING):
                senders = [
                    (await stack.enter_async_context(sent(unsent)))[0] for _ in range(4)
                ]
                await senders[0].ended.wait()
                await asyncio.sleep(0)
                return [one.ended.is_set() for one in senders]

        assert asyncio.run(work()) == [True, False, False, False]
