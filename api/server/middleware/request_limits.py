"""Checks of the address and the headers of a request."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api.server.local_requests import LOCAL_HOST
from api.settings import MAX_HEADER_BYTES, MAX_HEADERS, MAX_TARGET

WITHOUT_HOST = {"0.9", "1.0"}  # the versions of HTTP that do not require the header


class RequestHeaderLimits:
    """Reject requests whose address or headers are too long or ambiguous."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self.app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond 400, 414, 421, 431 or 501, or pass the request on."""
        if scope["type"] == "http":
            _check_sizes(scope)
            self._check_host(scope)
        await self.app(scope, receive, send)

    def _check_host(self, scope: Scope) -> None:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) > 1 or not (hosts or scope["http_version"] in WITHOUT_HOST):
            raise HTTPException(400, "A request has exactly one Host header.")
        if not self._hosts or (hosts and LOCAL_HOST.fullmatch(hosts[0])):
            return
        host = hosts[0].decode("latin-1").lower() if hosts else ""
        name, colon, port = host.rpartition(":")
        if (name if colon and port.isdecimal() else host) not in self._hosts:
            message = "ONRECORD_ALLOWED_HOSTS does not name the host of this request."
            raise HTTPException(421, message)


def _check_sizes(scope: Scope) -> None:
    path = scope.get("raw_path") or scope["path"]
    if len(path) + len(scope["query_string"]) > MAX_TARGET:
        message = f"An address here has at most {MAX_TARGET:,} bytes."
        raise HTTPException(414, message)
    headers = scope["headers"]
    size = sum([len(name) + len(value) for name, value in headers])
    if len(headers) > MAX_HEADERS or size > MAX_HEADER_BYTES:
        message = (
            f"A request here has at most {MAX_HEADERS} headers, of at most "
            f"{MAX_HEADER_BYTES:,} bytes together."
        )
        raise HTTPException(431, message)
    for name, value in headers:
        if name == b"transfer-encoding" and value.strip().lower() != b"chunked":
            message = "The only Transfer-Encoding that is supported is chunked."
            raise HTTPException(501, message)
