"""Headers of all responses."""

from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server.access_log import REQUEST_ID

Header = tuple[bytes, bytes]
SECURITY_HEADERS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),  # URLs reveal what a user investigates
    (b"cross-origin-resource-policy", b"same-origin"),  # unless CORS allows more
)
# JSON loads nothing, and no page may frame it. Pages send their own policy.
POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
# Clients revalidate what they cache, and no proxy caches it for other users.
SUCCESS_DEFAULTS = (POLICY, (b"cache-control", b"private, no-cache"))
ERROR_DEFAULTS = (POLICY, (b"cache-control", b"no-store"))
FIRST_ERROR = 400  # status


def with_headers(own: list[Header], status: int, request_id: str) -> list[Header]:
    """Return the headers of a response, including its ``own``."""
    names = [name for name, _ in own]
    defaults = SUCCESS_DEFAULTS if status < FIRST_ERROR else ERROR_DEFAULTS
    missing = [one for one in defaults if one[0] not in names]
    return [*own, (b"x-request-id", request_id.encode()), *SECURITY_HEADERS, *missing]


class ResponseHeaders:
    """Gives each request an id, and each response the common headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the request under a new id."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = token_hex(16)
        scope.setdefault("state", {})["request_id"] = request_id
        REQUEST_ID.set(request_id)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message["headers"]
                message["headers"] = with_headers(own, message["status"], request_id)
            await send(message)

        await self.app(scope, receive, send_with_headers)
