"""The limits of bodies: of each, of its time, and of all that are held at once."""

import asyncio
import re
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server.admission import WAIT
from api.server.metrics import Metrics
from api.settings import (
    MAX_BODIES,
    MAX_BODY,
    MAX_BODY_SECONDS,
    MAX_LARGE_BODY,
    PREFIX,
)

# A batch, an article and a revision may be larger than anything else.
LARGE_BODIES = re.compile(rf"{PREFIX}/(claims/batch|articles|articles/\d+/revisions)")


class BodyLimit:
    """Refuse a body that is too large, at the latest when that much of it is there."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self._held = 0
        self._refused = metrics.refused.labels("bodies")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is received; whoever reads the body gets the 408, 413 or 503."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        large = LARGE_BODIES.fullmatch(scope["path"])
        body = Arriving(
            receive,
            limit=MAX_LARGE_BODY if large else MAX_BODY,
            announced=dict(scope["headers"]).get(b"content-length", b""),
            hold=self._hold,
        )
        try:
            await self.app(scope, body.receive, send)
        finally:
            self._held -= body.size

    def _hold(self, size: int) -> None:
        self._held += size
        if self._held > MAX_BODIES:
            self._refused.inc()
            message = "Too many large bodies are under way: try again in a moment."
            raise HTTPException(503, message, WAIT)


class Arriving:
    """A body on its way."""

    def __init__(
        self,
        receive: Receive,
        *,
        limit: int,
        announced: bytes,
        hold: Callable[[int], None],
    ) -> None:
        self.size = 0
        self._receive, self._hold, self._limit = receive, hold, limit
        self._announced = int(announced) if announced.isdigit() else 0
        self._due = asyncio.get_running_loop().time() + MAX_BODY_SECONDS
        self._is_whole = False

    async def receive(self) -> Message:
        """Return the next part, if there may be so much of it."""
        if self._is_whole:  # what is waited for now is that the client leaves
            return await self._receive()
        if self._announced > self._limit:
            raise too_large(self._limit)
        message = await self._part()
        part = len(message.get("body", b""))
        self.size += part
        self._hold(part)
        if self.size > self._limit:
            raise too_large(self._limit)
        self._is_whole = not message.get("more_body", False)
        return message

    async def _part(self) -> Message:
        try:
            async with asyncio.timeout_at(self._due):
                return await self._receive()
        except TimeoutError as error:
            message = f"A body has to arrive within {MAX_BODY_SECONDS} seconds."
            raise HTTPException(408, message) from error


def too_large(limit: int) -> HTTPException:
    """Return the refusal of a body over ``limit`` bytes."""
    megabytes = limit // 1024 // 1024
    return HTTPException(413, f"A body here has at most {megabytes} MB.")
