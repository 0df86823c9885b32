"""The caller of each request."""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.server.authenticator import Authenticator


class Authentication:
    """Finds the caller of each request; endpoints decide which role they require."""

    def __init__(self, app: ASGIApp, *, authenticator: Authenticator) -> None:
        self.app = app
        self._authenticator = authenticator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the ``caller`` to the state of the request."""
        if scope["type"] == "http":
            caller = await self._authenticator.caller(scope)
            scope.setdefault("state", {})["caller"] = caller
        await self.app(scope, receive, send)
