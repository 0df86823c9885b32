"""A client of the application in this process, four times as fast as Starlette's.

Starlette's crosses between threads ten times a request, so that a test can read a
response while it is sent. This one crosses once, and reads responses whole.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import BaseTransport, Request, Response
from starlette.types import Message

PORTS = {"http": 80, "https": 443}


class Client(TestClient):
    """A test client that starts and ends the application as Starlette's does."""

    def __init__(
        self,
        app: Any,
        *,
        client: tuple[str, int] = ("127.0.0.1", 50000),
        raise_server_exceptions: bool = True,
        base_url: str = "http://localhost",
        **options: Any,
    ) -> None:
        super().__init__(app, client=client, base_url=base_url, **options)
        self._transport = _Transport(self, client, raises=raise_server_exceptions)


@dataclass
class _Exchange:
    """One request, and the messages that the application sends for it."""

    body: bytes
    is_read: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)
    start: Message | None = None
    sent: list[bytes] = field(default_factory=list)

    async def receive(self) -> Message:
        if not self.is_read:
            self.is_read = True
            return {"type": "http.request", "body": self.body}
        await self.done.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            assert self.start is None, "a response starts twice"
            self.start = message
            return
        assert self.start is not None, "a body comes before its response"
        assert not self.done.is_set(), "a body comes after the last one"
        self.sent.append(bytes(message.get("body", b"")))
        if not message.get("more_body", False):
            self.done.set()


class _Transport(BaseTransport):
    def __init__(self, owner: Client, client: tuple[str, int], *, raises: bool) -> None:
        self._owner = owner
        self._client = client
        self._raises = raises

    def handle_request(self, request: Request) -> Response:
        scope = self._scope(request)
        with self._owner._portal_factory() as portal:  # noqa: SLF001 - our own base
            exchange = portal.call(self._exchange, scope, request.read())
        assert exchange.start is not None, "there is no response"
        assert exchange.done.is_set(), "the response does not end"
        body = b"" if request.method == "HEAD" else b"".join(exchange.sent)
        headers = exchange.start.get("headers", [])
        return Response(
            exchange.start["status"], headers=headers, content=body, request=request
        )

    async def _exchange(self, scope: dict[str, Any], body: bytes) -> _Exchange:
        exchange = _Exchange(body)
        try:
            await self._owner.app(scope, exchange.receive, exchange.send)
        except Exception:
            if self._raises or exchange.start is None:
                raise
        return exchange

    def _scope(self, request: Request) -> dict[str, Any]:
        url = request.url
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "path": url.path,
            "raw_path": url.raw_path.split(b"?", 1)[0],
            "root_path": "",
            "scheme": url.scheme,
            "query_string": url.query,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": self._client,
            "server": (url.host, url.port or PORTS[url.scheme]),
            "state": self._owner.app_state.copy(),
        }
