"""Headers of every answer."""

from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server.access_log import REQUEST_ID

Header = tuple[bytes, bytes]
ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),  # addresses say whom one looks into
    (b"cross-origin-resource-policy", b"same-origin"),  # CORS is asked first
)
# Unless an answer has its own: JSON loads nothing, and is framed by nobody.
POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
# A reader has to ask whether an answer still holds, and no proxy keeps it for others.
KEPT = (POLICY, (b"cache-control", b"private, no-cache"))
NOT_KEPT = (POLICY, (b"cache-control", b"no-store"))
FAILED = 400


def all_headers(own: list[Header], status: int, request_id: str) -> list[Header]:
    """Return the headers of an answer, of which it brings its ``own``."""
    names = [name for name, _ in own]
    usual = KEPT if status < FAILED else NOT_KEPT
    unless = [one for one in usual if one[0] not in names]
    return [*own, (b"x-request-id", request_id.encode()), *ALWAYS, *unless]


class AnswerHeaders:
    """Number each request, say so in the answer, and how browsers may use it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the request under a fresh id."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = token_hex(16)
        scope.setdefault("state", {})["request_id"] = request_id
        REQUEST_ID.set(request_id)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message["headers"]
                message["headers"] = all_headers(own, message["status"], request_id)
            await send(message)

        await self.app(scope, receive, send_with_headers)
