"""Strict parsing of queries and bodies, with precise errors."""

import json
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from operator import attrgetter
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from api.http.auth import ROLE, role_needed
from api.http.plain_arguments import PlainArguments
from api.http.polls import POLLED, unchanged_response
from api.settings import PREFIX

FIXED: set[str] = set()  # the paths of all routes without parameters
SHORT_BODY = 64 * 1024  # bytes that are parsed in less than a millisecond


class InvalidBodyError(HTTPException):
    """An error in a large body, in a class that the framework does not intercept."""

    def __init__(self, error: RequestValidationError) -> None:
        super().__init__(422)
        self.error = error


class StrictRequest(Request):
    """A request whose body is parsed by RFC 8259 and RFC 7493 (I-JSON).

    ``read`` validates a body for the route.
    """

    read: Callable[[bytes], Any]

    async def json(self) -> Any:  # noqa: ANN401 - any JSON
        """Return the value of the body; raise 400 with the error in it.

        A large body is parsed and validated in a thread. The framework accepts the
        valid value unchanged; it would validate on the event loop.
        """
        body = await self.body()
        if len(body) <= SHORT_BODY:
            return parse(body)
        return await self.app.state.long_work.read(partial(self.read, body))


class StrictRoute(APIRoute):
    """A route of the API, which checks the caller's role and parses strictly."""

    prefix = PREFIX

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:  # noqa: ANN401 - the framework's
        given["generate_unique_id_function"] = attrgetter("name")
        super().__init__(f"{self.prefix}{path}", endpoint, **given)
        if not self.param_convertors:
            FIXED.add(self.path)
        if role := role_needed(self.dependant):
            self.openapi_extra = {**(self.openapi_extra or {}), ROLE: role}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match a path, but do not take a fixed path (``review``) for an id."""
        if self.param_convertors and scope.get("path") in FIXED:
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which checks the role and gets a strict request."""
        handle, role = super().get_route_handler(), role_needed(self.dependant)
        is_polled = self.endpoint in POLLED
        plain = PlainArguments.of(self.dependant)

        async def handle_strictly(request: Request) -> Response:
            if role:  # before the body is read
                request.state.caller.require(role)
            request.state.role_needed = role
            if is_polled and (known := await unchanged_response(request)):
                return known
            _check_query(request.scope["query_string"])
            strict = StrictRequest(request.scope, request.receive)
            strict.read = self._read
            try:
                if plain and (arguments := await plain.read(strict)):
                    response: Response = await self.endpoint(**arguments)
                    return response
                return await handle(strict)
            except InvalidBodyError as invalid:
                raise invalid.error from None

        return handle_strictly

    def _read(self, body: bytes) -> Any:  # noqa: ANN401 - any JSON
        value, errors = parse(body), list[Any]()
        if self.body_field:
            value, errors = self.body_field.validate(value, {}, loc=("body",))
        if errors:
            raise InvalidBodyError(RequestValidationError(errors))
        return value


class UnversionedRoute(StrictRoute):
    """A route without the prefix of the API: a page, or a monitoring endpoint."""

    prefix = ""


def parse(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return the JSON value in ``body``; raise 400 with the error in it."""
    try:
        return json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError:
        raise  # the error handler responds
    except UnicodeDecodeError as error:
        raise HTTPException(400, "The body must be encoded in UTF-8.") from error
    except RecursionError as error:
        raise HTTPException(
            400,
            "The body is nested too deeply: use fewer levels of objects and arrays.",
        ) from error
    except ValueError as error:
        raise HTTPException(400, "A number in the body has too many digits.") from error


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):  # JSON parsers differ in which value counts
        raise HTTPException(400, "An object in the body has the same key twice.")
    return found


def _refuse_constant(name: str) -> None:
    raise HTTPException(400, f"{name} is not valid JSON: send a number or null.")


def _check_query(query: bytes) -> None:
    """Reject a query that is not UTF-8, which would be decoded to wrong words."""
    if b"%" not in query and query.isascii():
        return
    try:
        query.decode("ascii")  # the framework decodes other bytes as Latin-1
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError as error:
        message = "Parameters must be UTF-8, percent-encoded."
        where = {"type": "not_utf8", "loc": ("query", "?"), "msg": message}
        raise RequestValidationError([where]) from error
