"""What is raised before, or beside, any endpoint."""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Refuse = Callable[[Request, HTTPException], Response]
Fail = Callable[[Request, Exception], Response]


class Refusals:
    """Answer what a limit refuses, and bugs; with the headers of any other answer."""

    def __init__(self, app: ASGIApp, *, refuse: Refuse, fail: Fail) -> None:
        self.app = app
        self._refuse, self._fail = refuse, fail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a problem if the request could not be answered."""
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
            answer = self._refuse(Request(scope), error)
            await answer(scope, receive, send)
        except Exception as error:
            if not started:
                answer = self._fail(Request(scope), error)
                await answer(scope, receive, send)
            raise  # for the log, and so that tests notice
