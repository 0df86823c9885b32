"""Lists requested by a stored query; they are answered as at their own URL."""

from collections.abc import Awaitable
from urllib.parse import parse_qsl, urlencode

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from api.http.errors.invalid_requests import describe
from api.settings import PREFIX
from db.errors import DataError, FilterError, InvalidError

AT = "query"  # the field of a body with the query
NO_CURSOR = "cursor: Must not be saved: it belongs to one page."


async def respond_list(
    request: Request, path: str, query: str, **given: object
) -> Response:
    """Return the response of the list at ``path``.

    ``given`` replaces parameters of the query.
    """
    kept = [pair for pair in _parsed(query) if pair[0] not in given]
    listed = _at(request, path, urlencode([*kept, *given.items()]))
    response: Response = await listed.scope["route"].get_route_handler()(listed)
    return response


async def check_list(request: Request, path: str, query: str) -> None:
    """Raise ``InvalidError`` if the list at ``path`` would reject a query."""
    pairs = _parsed(query)
    if any(name == "cursor" for name, _ in pairs):
        raise InvalidError(NO_CURSOR, AT)
    listed = _at(request, path, urlencode(pairs))
    try:
        await listed.scope["route"].get_route_handler()(listed)
    except RequestValidationError as error:
        (first, *_) = describe(listed, error.errors())
        message = f"{first['parameter']}: {first['message']}"
        raise InvalidError(message, AT, code=first["code"]) from error
    except FilterError as error:
        message = f"{error.path[0]}: {error}"
        found = error.candidates
        raise InvalidError(message, AT, code=error.code, candidates=found) from error


async def refusal_of(check: Awaitable[None]) -> DataError | None:
    """Return the error that a check raises.

    A command raises it in its transaction, which first looks for a stored response: a
    repeated request gets that, whatever has changed since.
    """
    try:
        await check
    except DataError as error:
        return error
    return None


def _parsed(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _at(request: Request, path: str, query: str) -> Request:
    """Return a request for a list on behalf of the caller, with its route."""
    changed = {
        "method": "GET",
        "path": f"{PREFIX}{path}",
        "query_string": query.encode(),
    }
    scope = {**request.scope, **changed}
    routes = ((route.matches(scope), route) for route in request.app.router.routes)
    ((_, child), _) = next(one for one in routes if one[0][0] is Match.FULL)
    return Request({**scope, **child}, request.receive)
