"""Log lines of requests."""

import asyncio
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import structlog

# The id of the request that the running task handles; its log lines contain it.
REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
PAUSE = 0.05  # seconds that a line may wait to be written in a batch


class RequestLog:
    """Writes the log lines of requests in small batches.

    One write per request takes five times as long, because the request has evicted the
    code and data of the log from the processor's caches.
    """

    def __init__(self) -> None:
        self._log = structlog.get_logger().bind()
        self._waiting: list[dict[str, Any]] = []

    def add(self, **line: Any) -> None:  # noqa: ANN401 - any JSON
        """Queue ``line`` for the next batch."""
        if not self._waiting:
            asyncio.get_running_loop().call_later(PAUSE, self.write)
        now, request_id = datetime.now(UTC), REQUEST_ID.get()
        self._waiting.append({"timestamp": now, "request_id": request_id, **line})

    def write(self) -> None:
        """Write the queued lines."""
        waiting, self._waiting = self._waiting, []
        for line in waiting:
            self._log.info("request", **line)
