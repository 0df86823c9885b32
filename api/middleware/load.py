"""The limit of what is worked on at a time."""

from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from api.queues import Queue
from api.settings import MAX_WAIT

# Who watches the server has to be answered above all when there is too much to do;
# neither waits for anything, so they hold up nobody.
ALWAYS = frozenset({"/healthz", "/metrics"})
RECEIVED = "received"  # in the state of a request: when its head was there


class LoadLimit:
    """Refuse at once what is too much now, so that what was begun can end.

    Reads that wait for nothing are never under way together, however many there are:
    so what has waited too long for its turn is too much as well.
    """

    def __init__(self, app: ASGIApp, *, queue: Queue) -> None:
        self.app = app
        self._queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 503 if as many requests are under way as there may be, or wait."""
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            await self.app(scope, receive, send)
            return
        now = monotonic()
        if now - scope.get("state", {}).get(RECEIVED, now) > MAX_WAIT:
            self._queue.refuse()
        with self._queue:
            await self.app(scope, receive, send)
