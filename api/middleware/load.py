"""The limit of what is worked on at a time."""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.queues import Queue

# Who watches the server has to be answered above all when there is too much to do;
# neither waits for anything, so they hold up nobody.
ALWAYS = frozenset({"/healthz", "/metrics"})


class LoadLimit:
    """Refuse at once what is too much now, so that what was begun can end."""

    def __init__(self, app: ASGIApp, *, queue: Queue) -> None:
        self.app = app
        self._queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 503 if as many requests are under way as there may be."""
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            await self.app(scope, receive, send)
            return
        with self._queue:
            await self.app(scope, receive, send)
