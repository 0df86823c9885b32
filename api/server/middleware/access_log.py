"""The access log and the metrics of requests."""

from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server.access_log import RequestLog
from api.server.disconnect import CLIENT_CLOSED_REQUEST
from api.server.metrics import Metrics
from api.server.stream_places import CutOffError

OTHER = "other"  # a path that matches no endpoint, or an unknown method
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger()


class AccessLog:
    """Counts and logs each request, without any data of the client."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: Metrics,
        request_log: RequestLog | None,
        logs_clients: bool,
    ) -> None:
        self.app = app
        self._metrics, self._request_log = metrics, request_log
        self._logs_clients = logs_clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Log the response, and any unhandled exception."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status, size = perf_counter(), CLIENT_CLOSED_REQUEST, 0

        async def send_observed(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = int(message["status"])
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, send_observed)
        except CutOffError as error:
            log.warning("cut_off", route=route_of(scope), reason=error.reason)
            raise
        except Exception as error:
            log.error("failed", route=route_of(scope), exc_info=error)
            raise
        finally:
            self._add(scope, status=status, size=size, started=started)

    def _add(self, scope: Scope, *, status: int, size: int, started: float) -> None:
        seconds = perf_counter() - started
        method, route = method_of(scope), route_of(scope)
        self._metrics.count_response(
            method=method, route=route, status=status, seconds=seconds
        )
        if self._request_log is not None:
            client = scope["client"] if self._logs_clients else None
            logged = {"client": client[0]} if client else {}
            ms = round(seconds * 1000, 2)
            self._request_log.add(
                method=method, route=route, status=status, ms=ms, bytes=size, **logged
            )


def method_of(scope: Scope) -> str:
    """Return the method, or ``other`` if HTTP does not define it."""
    method: str = scope["method"]
    return method if method in METHODS else OTHER


def route_of(scope: Scope) -> str:
    """Return the template of the path, which contains no values of the client."""
    route = scope.get("route")
    return OTHER if route is None else str(route.path)
