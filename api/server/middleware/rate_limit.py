"""The limit of how often one client may ask."""

from math import ceil
from time import time

from limits import RateLimitItem
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server.metrics import Metrics
from api.server.rate_limits import Client, Windows, client_of

ALWAYS = "/healthz"  # whoever asks this often wants to know at once


class RateLimit:
    """Refuse whoever asks too often, and tell everybody how much is left."""

    def __init__(self, app: ASGIApp, *, rate: RateLimitItem, metrics: Metrics) -> None:
        self.app = app
        self._amount, self._seconds = rate.amount, rate.get_expiry()
        self._windows = Windows(rate)
        self._refused = metrics.refused.labels("rate")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 429, or go on and add what is left to the answer."""
        client = client_of(scope) if scope["type"] == "http" else None
        if client is None or scope["path"] == ALWAYS:
            await self.app(scope, receive, send)
            return
        headers = self._count(client)

        async def send_with_rate(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await self.app(scope, receive, send_with_rate)

    def _count(self, client: Client) -> list[tuple[bytes, bytes]]:
        """Return the headers that say what is left; raise 429 if nothing is."""
        requests, ends = self._windows.add(client)
        kind, seconds = client[0], max(1, ceil(ends - time()))
        policy = f'"{kind}";q={self._amount};w={self._seconds}'
        state = f'"{kind}";r={max(0, self._amount - requests)};t={seconds}'
        if requests <= self._amount:
            return [
                (b"ratelimit-policy", policy.encode()),
                (b"ratelimit", state.encode()),
            ]
        self._refused.inc()
        raise HTTPException(
            429,
            f"One client may send {self._amount:,} requests in {self._seconds:,} "
            f"seconds: try again in {seconds:,}.",
            {
                "Retry-After": str(seconds),
                "RateLimit-Policy": policy,
                "RateLimit": state,
            },
        )
