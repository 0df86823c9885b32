"""What happens around every request, as pure ASGI."""

import re
from secrets import token_hex

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class RequestId:
    """Number each request and say so in the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the request under a fresh id."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = token_hex(16)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                header = (b"x-request-id", request_id.encode())
                message["headers"] = [*message["headers"], header]
            await send(message)

        await self.app(scope, receive, send_with_id)


class BodyLimit:
    """Refuse a body that is too large, at the latest when that much of it is there."""

    def __init__(
        self, app: ASGIApp, *, limit: int, large: int, large_paths: str
    ) -> None:
        self.app = app
        self._limit, self._large = limit, large
        self._large_paths = re.compile(large_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is received; whoever reads the body gets the 413."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        large = self._large_paths.fullmatch(scope["path"])
        limit, received = self._large if large else self._limit, 0
        announced = dict(scope["headers"]).get(b"content-length", b"")

        async def receive_counted() -> Message:
            nonlocal received
            if announced.isdigit() and int(announced) > limit:
                raise too_large(limit)
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise too_large(limit)
            return message

        await self.app(scope, receive_counted, send)


def too_large(limit: int) -> HTTPException:
    """Return the refusal of a body over ``limit`` bytes."""
    megabytes = limit // 1024 // 1024
    return HTTPException(413, f"A body here has at most {megabytes} MB.")


class Head:
    """Answer HEAD as GET is answered, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the same with GET, and drop what is in the answer."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, send_without_body)
