"""Uvicorn's HTTP protocol, with load shedding, limits of clients, and no trailers.

This subclasses a private class of uvicorn, so its minor version is pinned.
docs/decisions/0015 has the measurements that led to it.
"""

from asyncio import TimerHandle, Transport
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

# Far more than any accepted headers, and than one read returns.
MAX_UNFINISHED = 1024 * 1024
# Until the headers have arrived, from the connection or their start.
HEADERS_SECONDS = 10
GRACE_SECONDS = 1  # extra, for headers that have arrived but were not read yet
UNSENT = 4096  # bytes from which a response waits: its whole body stays in memory
HTTP_VERSIONS = {"1.0", "1.1"}
VERSIONS = "Only HTTP/1.0 and HTTP/1.1 are supported."
TRAILERS = "Trailers are not supported."


class SheddingProtocol(HttpToolsProtocol):
    """Rejects requests before they cost much, and headers that never end."""

    _in_headers = True
    _unfinished = 0
    _headers_due: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Start the timeout of the headers."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=UNSENT)
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timeout of the headers, and of the response."""
        self._stop_expecting()
        self._resume()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Watch that the client receives the response."""
        super().pause_writing()
        if shedding := self._shedding:
            shedding.unsent.add(self.transport)

    def resume_writing(self) -> None:
        """Stop watching: little of the response waits to be sent."""
        super().resume_writing()
        self._resume()

    def data_received(self, data: bytes) -> None:
        """Parse ``data``; respond 431 and close if headers do not end within 1 MB.

        Unfinished headers stay in memory until they end.
        """
        super().data_received(data)
        if not self._in_headers:
            self._unfinished = 0
            return
        self._unfinished += len(data)
        if self._headers_due is None:
            self._expect_headers()
        if self._unfinished > MAX_UNFINISHED:
            self._close(431)

    def on_message_begin(self) -> None:
        """Record that the headers of a request begin."""
        self._in_headers = True
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Store a header; reject a request with trailers.

        Uvicorn would add trailers to the headers, where they could authenticate.
        """
        if not self._in_headers:
            self.cycle.disconnected = True
            raise ValueError(TRAILERS)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Record that the headers are complete; reject versions other than HTTP/1."""
        self._in_headers = False
        self._stop_expecting()
        if self.parser.get_http_version() not in HTTP_VERSIONS:
            raise ValueError(VERSIONS)
        super().on_headers_complete()

    @property
    def _shedding(self) -> EarlyShedding | None:
        return self.app_state.get(EARLY_SHEDDING)

    def _resume(self) -> None:
        if shedding := self._shedding:
            shedding.unsent.remove(self.transport)

    def _unsupported_upgrade_warning(self) -> None:
        """Ignore an upgrade, and close afterwards: the parser stops reading."""
        self.cycle.keep_alive = False

    def _expect_headers(self) -> None:
        self._headers_due = self.loop.call_later(HEADERS_SECONDS, self._check_once_more)

    def _check_once_more(self) -> None:
        """Close soon, unless the headers have arrived and only wait to be read.

        Timers run before data is read, and the loop may have been busy for a long time.
        """
        self._headers_due = self.loop.call_later(GRACE_SECONDS, self._close, 408)

    def _stop_expecting(self) -> None:
        if self._headers_due is not None:
            self._headers_due.cancel()
            self._headers_due = None

    def _close(self, status: int) -> None:
        if not self.transport.is_closing():
            headers = b"connection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(STATUS_LINE[status] + headers)
            self.transport.close()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:  # noqa: ANN401 - uvicorn's
        """Record when the request was received, or reject it if a limit is reached.

        The application does the same, but a rejection there costs five times as much,
        while requests in flight wait.
        """
        scope = cycle.scope
        shedding = self._shedding
        limit = shedding and shedding.load.exhausted_limit(scope)
        if shedding and limit and not _is_cross_origin(scope):
            self._reject(cycle, limit, shedding)
            return
        scope["state"][RECEIVED] = monotonic()
        if shedding and scope["path"] not in ALWAYS_ADMITTED:
            app = _counted_as_pending(app, shedding.load)
        app = _unless_rejected(app, cycle)
        super()._start_asgi_task(cycle, app)

    def _reject(
        self,
        cycle: Any,  # noqa: ANN401 - uvicorn's
        limit: InFlightLimit,
        shedding: EarlyShedding,
    ) -> None:
        """Respond like the application."""
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
    """Return ``app`` for one request that counts as pending until it starts."""
    load.pending += 1

    async def start(*arguments: Any) -> None:  # noqa: ANN401 - ASGI
        load.pending -= 1
        await app(*arguments)

    return start


def _unless_rejected(app: Any, cycle: Any) -> Any:  # noqa: ANN401 - ASGI, uvicorn's
    """Return ``app``, which does nothing if the rest of its request was rejected."""

    async def start(*arguments: Any) -> None:  # noqa: ANN401 - ASGI
        if not cycle.disconnected:
            await app(*arguments)

    return start


def _is_cross_origin(scope: Any) -> bool:  # noqa: ANN401 - ASGI
    """Return whether a page of another origin sent the request (CORS)."""
    return any(name == b"origin" for name, _ in scope["headers"])
