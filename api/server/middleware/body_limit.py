"""Limits on request bodies: their size, their time to arrive, and their sum."""

import asyncio
import re
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server.admission import RETRY_AFTER
from api.server.metrics import Metrics
from api.settings import (
    MAX_BODIES,
    MAX_BODY,
    MAX_BODY_SECONDS,
    MAX_LARGE_BODY,
    PREFIX,
)

# A batch, an article and a revision may be larger than other bodies.
LARGE_BODIES = re.compile(
    rf"{PREFIX}/(claims/batch|articles|articles/\d+/revisions)|/articles/new"
)


class BodyLimit:
    """Rejects a body that is too large, at the latest when that much has arrived."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self._bytes_held = 0
        self._rejected = metrics.rejected.labels("bodies")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count received bytes; reading the body raises 408, 413 or 503."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        large = LARGE_BODIES.fullmatch(scope["path"])
        body = LimitedBody(
            receive,
            limit=MAX_LARGE_BODY if large else MAX_BODY,
            announced=dict(scope["headers"]).get(b"content-length", b""),
            hold=self._hold,
        )
        try:
            await self.app(scope, body.receive, send)
        finally:
            self._bytes_held -= body.size

    def _hold(self, size: int) -> None:
        self._bytes_held += size
        if self._bytes_held > MAX_BODIES:
            self._rejected.inc()
            message = "Too many large bodies are in flight: try again in a moment."
            raise HTTPException(503, message, RETRY_AFTER)


class LimitedBody:
    """A request body that arrives in parts, within its limits."""

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
        self._is_complete = False

    async def receive(self) -> Message:
        """Return the next part; raise 408, 413 or 503 if it exceeds a limit."""
        if self._is_complete:  # the next message is a disconnect
            return await self._receive()
        if self._announced > self._limit:
            raise too_large(self._limit)
        message = await self._part()
        part = len(message.get("body", b""))
        self.size += part
        self._hold(part)
        if self.size > self._limit:
            raise too_large(self._limit)
        self._is_complete = not message.get("more_body", False)
        return message

    async def _part(self) -> Message:
        try:
            async with asyncio.timeout_at(self._due):
                return await self._receive()
        except TimeoutError as error:
            message = f"The body must arrive within {MAX_BODY_SECONDS} seconds."
            raise HTTPException(408, message) from error


def too_large(limit: int) -> HTTPException:
    """Return the error for a body over ``limit`` bytes."""
    megabytes = limit // 1024 // 1024
    return HTTPException(413, f"The body must have at most {megabytes} MB.")
