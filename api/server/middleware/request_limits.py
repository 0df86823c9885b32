"""Checks of the URL and the headers of a request."""

from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api.server.local_requests import LOCAL_HOST
from api.settings import MAX_HEADER_BYTES, MAX_HEADERS, MAX_TARGET

WITHOUT_HOST = {"0.9", "1.0"}  # the versions of HTTP that do not require the header


class RequestHeaderLimits:
    """Rejects requests whose URL or headers are too long or ambiguous."""

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
        host = _host_of(scope)
        if not self._hosts or LOCAL_HOST.fullmatch(host):
            return
        if _name_of(host) not in self._hosts:
            message = (
                "ONRECORD_ALLOWED_HOSTS does not include the host of this request."
            )
            raise HTTPException(421, message)


def _host_of(scope: Scope) -> bytes:
    """Return the ``Host`` header, which only old versions of HTTP may omit."""
    hosts: list[bytes] = [v for name, v in scope["headers"] if name == b"host"]
    if len(hosts) > 1 or not (hosts or scope["http_version"] in WITHOUT_HOST):
        raise HTTPException(400, "A request must have exactly one Host header.")
    return hosts[0] if hosts else b""


def _name_of(host: bytes) -> str:
    """Return the name of a host without its port."""
    written = host.decode("latin-1").lower()
    name, colon, port = written.rpartition(":")
    return name if colon and port.isdecimal() else written


def _check_sizes(scope: Scope) -> None:
    path = scope.get("raw_path") or scope["path"]
    if len(path) + len(scope["query_string"]) > MAX_TARGET:
        message = f"A URL may have at most {MAX_TARGET:,} bytes."
        raise HTTPException(414, message)
    headers = scope["headers"]
    size = sum([len(name) + len(value) for name, value in headers])
    if len(headers) > MAX_HEADERS or size > MAX_HEADER_BYTES:
        message = (
            f"A request may have at most {MAX_HEADERS} headers, of at most "
            f"{MAX_HEADER_BYTES:,} bytes together."
        )
        raise HTTPException(431, message)
    _check_encoding(headers)


def _check_encoding(headers: Iterable[tuple[bytes, bytes]]) -> None:
    for name, value in headers:
        if name == b"transfer-encoding" and value.strip().lower() != b"chunked":
            message = "The only supported Transfer-Encoding is chunked."
            raise HTTPException(501, message)
