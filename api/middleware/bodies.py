"""The limit of bodies: of each, and of all that are held at a time."""

import re

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.queues import WAIT
from api.settings import MAX_BODIES, MAX_BODY, MAX_LARGE_BODY, PREFIX

# A batch, an article and a revision may be larger than anything else.
LARGE_BODIES = re.compile(rf"{PREFIX}/(claims/batch|articles|articles/\d+/revisions)")
TOO_MUCH = "Too many large bodies are under way: try again in a moment."


class BodyLimit:
    """Refuse a body that is too large, at the latest when that much of it is there."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self._held = 0
        self._refused = metrics.refused.labels("bodies")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is received; whoever reads the body gets the 413 or the 503."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        large = LARGE_BODIES.fullmatch(scope["path"])
        limit, received = MAX_LARGE_BODY if large else MAX_BODY, 0
        announced = dict(scope["headers"]).get(b"content-length", b"")

        async def receive_counted() -> Message:
            nonlocal received
            if announced.isdigit() and int(announced) > limit:
                raise too_large(limit)
            message = await receive()
            size = len(message.get("body", b""))
            received += size
            self._held += size
            if received > limit:
                raise too_large(limit)
            if self._held > MAX_BODIES:
                self._refused.inc()
                raise HTTPException(503, TOO_MUCH, WAIT)
            return message

        try:
            await self.app(scope, receive_counted, send)
        finally:
            self._held -= received


def too_large(limit: int) -> HTTPException:
    """Return the refusal of a body over ``limit`` bytes."""
    megabytes = limit // 1024 // 1024
    return HTTPException(413, f"A body here has at most {megabytes} MB.")
