"""The log and the counts."""

from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server.access_log import RequestLog
from api.server.disconnect import NOBODY
from api.server.metrics import Metrics
from api.settings import PREFIX

OTHER = "other"  # an address of no endpoint, or a method that is none
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger()


class Watch:
    """Count each request, and write a line about it that repeats nothing it said."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: Metrics,
        lines: RequestLog | None,
        names_clients: bool,
    ) -> None:
        self.app = app
        self._metrics, self._lines = metrics, lines
        self._names_clients = names_clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note how the request is answered, and log what nobody foresaw."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, size = perf_counter(), NOBODY, 0

        async def send_watched(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = int(message["status"])
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, send_watched)
        except Exception as error:
            log.error("failed", route=route_of(scope), exc_info=error)
            raise
        finally:
            self._note(scope, status=status, size=size, began=began)

    def _note(self, scope: Scope, *, status: int, size: int, began: float) -> None:
        seconds = perf_counter() - began
        method, route = method_of(scope), route_of(scope)
        self._metrics.answered(
            method=method, route=route, status=status, seconds=seconds
        )
        if self._lines is not None:
            client = scope["client"] if self._names_clients else None
            named = {"client": client[0]} if client else {}
            ms = round(seconds * 1000, 2)
            self._lines.add(
                method=method, route=route, status=status, ms=ms, bytes=size, **named
            )


def method_of(scope: Scope) -> str:
    """Return the method, if it is one that is known."""
    method: str = scope["method"]
    return method if method in METHODS else OTHER


def route_of(scope: Scope) -> str:
    """Return the template of the address, whose values are nobody's business."""
    route = scope.get("route")
    if route is None:
        return OTHER
    prefix = PREFIX if scope["path"].startswith(PREFIX) else ""
    return f"{prefix}{route.path}"
