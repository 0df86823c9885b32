"""How connections are taken, when many come at a time."""

import socket
from asyncio import AbstractServer
from collections.abc import Callable
from typing import Any

import uvloop

AT_ONCE = 1024  # connections that are taken before those taken have their turn


class AcceptingLoop(uvloop.Loop):
    """Takes the connections that wait, where its base takes one in each of its turns.

    A turn is as long as all requests in it together, so that under load the last of
    a thousand who come would wait for minutes, be it only to be refused.
    """

    async def create_server(  # type: ignore[override]
        self,
        protocol_factory: Callable[[], Any],
        *,
        sock: socket.socket,
        **options: Any,  # noqa: ANN401 - as its base has them
    ) -> "Listening":
        """Serve those who connect to ``sock``."""
        server = await super().create_server(protocol_factory, sock=sock, **options)
        more = sock.dup()

        def accept() -> None:
            for _ in range(AT_ONCE):
                try:
                    connection, _ = more.accept()
                except OSError:  # nobody is left
                    return
                connection.setblocking(False)
                self.create_task(
                    self.connect_accepted_socket(protocol_factory, connection)
                )

        def stop() -> None:
            if more.fileno() >= 0:
                self.remove_reader(more)
                more.close()

        self.add_reader(more, accept)
        return Listening(server, stop)


class Listening:
    """What takes connections until it is closed."""

    def __init__(self, server: AbstractServer, stop: Callable[[], None]) -> None:
        self._server, self._stop = server, stop

    def close(self) -> None:
        """Take nobody any longer."""
        self._stop()
        self._server.close()

    async def wait_closed(self) -> None:
        """Wait until that is so."""
        await self._server.wait_closed()
