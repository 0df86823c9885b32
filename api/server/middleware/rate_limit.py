"""The limit on the request rate of a client."""

from math import ceil
from time import time

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server.metrics import Metrics
from api.server.rate_limits import Client, FixedWindows, client_of
from api.settings import Rate

UNLIMITED = "/healthz"  # probes poll it often, and need a response at once


class RateLimit:
    """Rejects clients over their rate; tells each client its remaining requests."""

    def __init__(self, app: ASGIApp, *, rate: Rate, metrics: Metrics) -> None:
        self.app = app
        self._rate = rate
        self._windows = FixedWindows(rate)
        self._rejected = metrics.rejected.labels("rate")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond 429, or pass the request on and add the headers to the response."""
        client = client_of(scope) if scope["type"] == "http" else None
        if client is None or scope["path"] == UNLIMITED:
            await self.app(scope, receive, send)
            return
        headers = self._count(client)

        async def send_with_rate(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await self.app(scope, receive, send_with_rate)

    def _count(self, client: Client) -> list[tuple[bytes, bytes]]:
        """Return the rate limit headers; raise 429 if the allowance is used up."""
        count, (amount, window) = self._windows.add(client), self._rate
        kind, seconds = client[0], max(1, ceil(count.ends - time()))
        policy = f'"{kind}";q={amount};w={window}'
        state = f'"{kind}";r={max(0, amount - count.requests)};t={seconds}'
        if count.requests <= amount:
            return [
                (b"ratelimit-policy", policy.encode()),
                (b"ratelimit", state.encode()),
            ]
        self._rejected.inc()
        raise HTTPException(
            429,
            f"One client may send {amount:,} requests in {window:,} seconds: "
            f"try again in {seconds:,}.",
            {
                "Retry-After": str(seconds),
                "RateLimit-Policy": policy,
                "RateLimit": state,
            },
        )
