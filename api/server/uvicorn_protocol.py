"""Uvicorn's HTTP protocol, with load shedding and a limit on unfinished headers.

This subclasses a private class of uvicorn, whose minor version is therefore pinned.
docs/decisions/0015 has the measurements that make it necessary.
"""

from secrets import token_hex
from time import monotonic
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.server.admission import InFlightLimit
from api.server.middleware.access_log import OTHER, method_of
from api.server.middleware.load_shedding import (
    ALWAYS_ADMITTED,
    EARLY_SHEDDING,
    RECEIVED,
    EarlyShedding,
    RequestLoad,
)
from api.server.middleware.response_headers import with_headers

# Far more than any headers that are accepted, and than arrives in one piece.
MAX_UNFINISHED = 1024 * 1024


class SheddingProtocol(HttpToolsProtocol):
    """Rejects requests before they cost anything, and closes on endless headers."""

    _in_headers = True
    _unfinished = 0

    def data_received(self, data: bytes) -> None:
        """Parse ``data``; respond 431 and close if headers do not end after 1 MB.

        Unfinished headers are kept in memory until they end.
        """
        super().data_received(data)
        self._unfinished = self._unfinished + len(data) if self._in_headers else 0
        if self._unfinished > MAX_UNFINISHED and not self.transport.is_closing():
            headers = b"connection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(STATUS_LINE[431] + headers)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Note that the headers of a request begin."""
        self._in_headers = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that the headers are complete."""
        self._in_headers = False
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:  # noqa: ANN401 - uvicorn's
        """Note when the request was received, or reject it if there is no room.

        The application does the same, but a rejection costs it five times as much, and
        requests in flight wait meanwhile.
        """
        scope = cycle.scope
        shedding: EarlyShedding | None = self.app_state.get(EARLY_SHEDDING)
        limit = shedding and shedding.load.exhausted_limit(scope)
        if shedding and limit and not _is_cross_origin(scope):
            self._reject(cycle, limit, shedding)
            return
        scope["state"][RECEIVED] = monotonic()
        if shedding and scope["path"] not in ALWAYS_ADMITTED:
            app = _counted_as_pending(app, shedding.load)
        super()._start_asgi_task(cycle, app)

    def _reject(
        self,
        cycle: Any,  # noqa: ANN401 - uvicorn's
        limit: InFlightLimit,
        shedding: EarlyShedding,
    ) -> None:
        """Respond as the application would."""
        scope, request_id = cycle.scope, token_hex(16)
        scope["state"]["request_id"] = request_id
        try:
            limit.reject()
        except HTTPException as error:
            response = shedding.on_http_error(Request(scope), error)
        status = response.status_code
        headers = with_headers(response.raw_headers, status, request_id)
        lines = [STATUS_LINE[status]]
        for name, value in (*cycle.default_headers, *headers):
            lines += (name, b": ", value, b"\r\n")
        if not cycle.keep_alive:
            lines.append(b"connection: close\r\n")
        lines += (b"\r\n", b"" if scope["method"] == "HEAD" else bytes(response.body))
        self.transport.write(b"".join(lines))
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        shedding.metrics.count_response(
            method=method_of(scope), route=OTHER, status=status, seconds=0
        )
        self.on_response_complete()


def _counted_as_pending(app: Any, load: RequestLoad) -> Any:  # noqa: ANN401 - ASGI
    """Return ``app`` for one request that is pending until ``app`` starts it."""
    load.pending += 1

    async def start(*arguments: Any) -> None:  # noqa: ANN401 - ASGI
        load.pending -= 1
        await app(*arguments)

    return start


def _is_cross_origin(scope: Any) -> bool:  # noqa: ANN401 - ASGI
    """Return whether a page of another origin asks: its response has CORS headers."""
    return any(name == b"origin" for name, _ in scope["headers"])
