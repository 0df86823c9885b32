"""How a query and a body are read: strictly, and with a reason where they cannot be."""

import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.http.auth import ROLE, role_needed


class StrictRequest(Request):
    """A request whose body is read as RFC 8259 and RFC 7493 (I-JSON) have it."""

    async def json(self) -> Any:  # noqa: ANN401 - any JSON
        """Return the value in the body; raise 400 with what is wrong with it."""
        return parse(await self.body())


class StrictRoute(APIRoute):
    """A route that opens to whom it may, and guesses nothing of what it is sent."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:  # noqa: ANN401 - the framework's
        super().__init__(path, endpoint, **given)
        if role := role_needed(self.dependant):
            self.openapi_extra = {**(self.openapi_extra or {}), ROLE: role}

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which gets the stricter request of who may send it."""
        handle, role = super().get_route_handler(), role_needed(self.dependant)

        async def handle_strictly(request: Request) -> Response:
            if role:  # before anything is read that was sent
                request.state.caller.require(role)
            _check_query(request.scope["query_string"])
            return await handle(StrictRequest(request.scope, request.receive))

        return handle_strictly


def parse(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return the JSON value in ``body``; raise 400 with what is wrong with it."""
    try:
        return json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError:
        raise  # answered like any other invalid request
    except UnicodeDecodeError as error:
        raise HTTPException(400, "The body is not UTF-8.") from error
    except RecursionError as error:
        raise HTTPException(400, "The body is nested too deeply.") from error
    except ValueError as error:
        raise HTTPException(400, "A number in the body is too long.") from error


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):  # readers differ on which of them counts
        raise HTTPException(400, "A key stands twice in an object of the body.")
    return found


def _refuse_constant(name: str) -> None:
    raise HTTPException(400, f"{name} is no JSON.")


def _check_query(query: bytes) -> None:
    """Refuse what is not UTF-8: it would arrive as other words."""
    if b"%" not in query and query.isascii():
        return
    try:
        query.decode("ascii")  # the framework reads other bytes as Latin-1
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError as error:
        message = "Percent-encode parameters in UTF-8."
        where = {"type": "not_utf8", "loc": ("query", "?"), "msg": message}
        raise RequestValidationError([where]) from error
