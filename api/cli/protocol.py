"""How bytes become requests, beyond what the server's own reader looks after."""

from time import monotonic
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.middleware.load import RECEIVED

# Far more than any head that is answered, and than comes in one piece with a body.
MAX_UNFINISHED = 1024 * 1024


class BoundedProtocol(HttpToolsProtocol):
    """Notes since when each request waits for its turn, so that it can be refused.

    It hangs up on a head that does not end, which would be kept in memory till then.
    """

    _in_head = True
    _unfinished = 0

    def data_received(self, data: bytes) -> None:
        """Read ``data``, and count what belongs to no request yet."""
        super().data_received(data)
        self._unfinished = self._unfinished + len(data) if self._in_head else 0
        if self._unfinished > MAX_UNFINISHED and not self.transport.is_closing():
            head = b"connection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(STATUS_LINE[431] + head)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that it has ended."""
        self._in_head = False
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:  # noqa: ANN401 - uvicorn's
        """Note that the request waits from now on."""
        cycle.scope["state"][RECEIVED] = monotonic()
        super()._start_asgi_task(cycle, app)
