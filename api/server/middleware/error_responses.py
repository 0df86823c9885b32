"""Responses to errors raised outside of endpoints."""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OnHttpError = Callable[[Request, HTTPException], Response]
OnBug = Callable[[Request, Exception], Response]


class ErrorResponses:
    """Turns HTTP errors of inner middleware, and bugs, into responses.

    The responses pass through the outer middleware, which adds headers and logs them.
    """

    def __init__(
        self, app: ASGIApp, *, on_http_error: OnHttpError, on_bug: OnBug
    ) -> None:
        self.app = app
        self._on_http_error, self._on_bug = on_http_error, on_bug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond with a problem if the request fails."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except HTTPException as error:
            response = self._on_http_error(Request(scope), error)
            await response(scope, receive, send)
        except Exception as error:
            if not started:
                response = self._on_bug(Request(scope), error)
                await response(scope, receive, send)
            raise  # for the log, and so that tests notice
