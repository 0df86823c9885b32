"""Limits on responses that clients do not receive.

A response is written to its connection at once, and then its request is not in flight
any more. It stays in memory as a whole until its last byte has been sent.
"""

from asyncio import TimerHandle, WriteTransport, get_running_loop

STALLED = 120.0  # seconds in which a client has to receive something
MAX_WAITING = 128  # connections of one server process, with up to some MB each


class UnsentResponses:
    """The connections on which much waits to be sent, the longest waiting first.

    A connection whose client received nothing between two checks is aborted, and so is
    the first one if there are too many.
    """

    def __init__(
        self, *, stalled: float = STALLED, max_waiting: int = MAX_WAITING
    ) -> None:
        self._stalled, self._max = stalled, max_waiting
        # The unsent bytes at the last check; null before the first.
        self._waiting: dict[WriteTransport, int | None] = {}
        self._next_check: TimerHandle | None = None

    def add(self, transport: WriteTransport) -> None:
        """Watch a connection."""
        self._waiting.setdefault(transport)
        if len(self._waiting) > self._max:
            self._abort(next(iter(self._waiting)))
        if self._next_check is None:
            self._plan_check()

    def remove(self, transport: WriteTransport) -> None:
        """Stop watching a connection: little waits to be sent, or it has ended."""
        self._waiting.pop(transport, None)

    def _plan_check(self) -> None:
        loop = get_running_loop()
        self._next_check = loop.call_later(self._stalled, self._check)

    def _check(self) -> None:
        """Abort the connections whose clients have received nothing meanwhile."""
        for transport, before in list(self._waiting.items()):
            unsent = transport.get_write_buffer_size()
            if before is not None and unsent >= before:
                self._abort(transport)
            else:
                self._waiting[transport] = unsent
        self._next_check = None
        if self._waiting:
            self._plan_check()

    def _abort(self, transport: WriteTransport) -> None:
        self.remove(transport)
        transport.abort()
