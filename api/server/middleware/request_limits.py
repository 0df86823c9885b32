"""Limits on the address and the headers of a request."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api.settings import MAX_HEADER_BYTES, MAX_HEADERS, MAX_TARGET


class RequestHeaderLimits:
    """Reject requests whose address or headers are too long."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond 414 or 431, or pass the request on."""
        if scope["type"] == "http":
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
        await self.app(scope, receive, send)
