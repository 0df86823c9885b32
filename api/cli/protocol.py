"""How bytes become requests, beyond what the server's own reader looks after."""

from secrets import token_hex
from time import monotonic
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.http.errors import from_http_exception
from api.server.admission import Queue
from api.server.middleware.access_log import OTHER, method_of
from api.server.middleware.load_shedding import ALWAYS, LOAD, METRICS, RECEIVED, Load
from api.server.middleware.response_headers import all_headers

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
        """Note that the request waits from now on, or refuse it if there is no room.

        Before it costs anything: the application does the same, and takes five times
        as long for it, in which nothing that was begun goes on.
        """
        scope, load = cycle.scope, self.app_state.get(LOAD)
        full = load and load.full_for(scope)
        if full and not _is_of_a_page(scope):
            self._refuse(cycle, full)
            return
        scope["state"][RECEIVED] = monotonic()
        if load and scope["path"] not in ALWAYS:
            app = _counted(app, load)
        super()._start_asgi_task(cycle, app)

    def _refuse(self, cycle: Any, queue: Queue) -> None:  # noqa: ANN401 - as above
        """Answer as the application would."""
        scope, request_id = cycle.scope, token_hex(16)
        scope["state"]["request_id"] = request_id
        try:
            queue.refuse()
        except HTTPException as error:
            answer = from_http_exception(Request(scope), error)
        headers = all_headers(answer.raw_headers, answer.status_code, request_id)
        lines = [STATUS_LINE[answer.status_code]]
        for name, value in (*cycle.default_headers, *headers):
            lines += (name, b": ", value, b"\r\n")
        if not cycle.keep_alive:
            lines.append(b"connection: close\r\n")
        lines += (b"\r\n", b"" if scope["method"] == "HEAD" else bytes(answer.body))
        self.transport.write(b"".join(lines))
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self.app_state[METRICS].answered(
            method=method_of(scope), route=OTHER, status=answer.status_code, seconds=0
        )
        self.on_response_complete()


def _counted(app: Any, load: Load) -> Any:  # noqa: ANN401 - as above
    """Return an application whose request is coming from now until it begins."""
    load.coming += 1

    async def begin(*called: Any) -> None:  # noqa: ANN401 - as above
        load.coming -= 1
        await app(*called)

    return begin


def _is_of_a_page(scope: Any) -> bool:  # noqa: ANN401 - as above
    """Return whether a page of another origin asks, which has headers of its own."""
    return any(name == b"origin" for name, _ in scope["headers"])
