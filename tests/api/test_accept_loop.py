"""Many connections at the same time."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from api.server.accept_loop import AcceptLoop

MANY = 100


class Counted(asyncio.Protocol):
    """A connection that ends as soon as it is there."""

    made = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        Counted.made += 1
        transport.close()


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    Counted.made = 0
    with socket.create_server(("127.0.0.1", 0), backlog=MANY) as listening:
        yield listening


class TestAcceptLoop:
    def test_accepts_all_waiting_connections_in_a_few_turns(
        self, listening: socket.socket
    ) -> None:
        async def serve() -> int:
            loop, turns = asyncio.get_running_loop(), 0
            server = await loop.create_server(Counted, sock=listening, backlog=MANY)
            while Counted.made < MANY and turns < MANY:
                await asyncio.sleep(0)
                turns += 1
            server.close()
            return turns

        with ExitStack() as stack, asyncio.Runner(loop_factory=AcceptLoop) as runner:
            for _ in range(MANY):
                stack.enter_context(socket.create_connection(listening.getsockname()))
            turns = runner.run(serve())

        assert Counted.made == MANY
        assert turns < MANY / 4

    def test_accepts_no_connection_after_close(self, listening: socket.socket) -> None:
        async def serve() -> None:
            loop = asyncio.get_running_loop()
            server = await loop.create_server(Counted, sock=listening, backlog=MANY)
            server.close()
            server.close()  # does no harm
            await server.wait_closed()

        address = listening.getsockname()
        with asyncio.Runner(loop_factory=AcceptLoop) as runner:
            runner.run(serve())
        listening.close()

        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address)
        assert Counted.made == 0
