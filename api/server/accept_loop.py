"""An event loop that accepts all waiting connections in one iteration.

docs/decisions/0015 has the measurements that led to it.
"""

import socket
from asyncio import AbstractServer
from collections.abc import Callable
from typing import Any

import uvloop

MAX_ACCEPTED = 1024  # connections accepted before other callbacks run


class AcceptLoop(uvloop.Loop):
    """A uvloop that accepts many connections per iteration; its base class accepts one.

    An iteration takes as long as all its requests together. Under load, the last of a
    thousand connections would wait for minutes, even if only to be rejected.
    """

    async def create_server(  # type: ignore[override]  # uvicorn passes a socket only
        self,
        protocol_factory: Callable[[], Any],
        *,
        sock: socket.socket,
        **options: Any,  # noqa: ANN401 - those of the base class
    ) -> "AcceptingServer":
        """Serve the connections to ``sock``."""
        server = await super().create_server(protocol_factory, sock=sock, **options)
        listener = sock.dup()

        def accept() -> None:
            for _ in range(MAX_ACCEPTED):
                try:
                    connection, _ = listener.accept()
                except OSError:  # no connection is waiting
                    return
                connection.setblocking(False)
                self.create_task(
                    self.connect_accepted_socket(protocol_factory, connection)
                )

        def stop() -> None:
            if listener.fileno() >= 0:
                self.remove_reader(listener)
                listener.close()

        self.add_reader(listener, accept)
        return AcceptingServer(server, stop)


class AcceptingServer:
    """A server that accepts connections until it is closed."""

    def __init__(self, server: AbstractServer, stop: Callable[[], None]) -> None:
        self._server, self._stop = server, stop

    def close(self) -> None:
        """Stop accepting connections."""
        self._stop()
        self._server.close()

    async def wait_closed(self) -> None:
        """Wait until the server is closed."""
        await self._server.wait_closed()
