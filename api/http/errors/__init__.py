"""Maps errors to HTTP statuses; no other module does."""

from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match

from api.http.cursors import BadCursorError
from api.http.errors.data_errors import describe_data_error, from_data_error
from api.http.errors.invalid_requests import describe, from_invalid_request
from api.http.errors.problems import problem, problem_body
from api.server.disconnect import CLIENT_CLOSED_REQUEST
from db.errors import DataError

__all__ = [
    "add_error_handlers",
    "describe",
    "describe_data_error",
    "from_bad_cursor",
    "from_bug",
    "from_data_error",
    "from_http_exception",
    "from_invalid_request",
    "problem_body",
]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def add_error_handlers(app: FastAPI) -> None:
    """Register the handlers of expected errors on ``app``."""
    app.exception_handler(DataError)(from_data_error)
    app.exception_handler(RequestValidationError)(from_invalid_request)
    app.exception_handler(BadCursorError)(from_bad_cursor)
    app.exception_handler(HTTPException)(from_http_exception)
    app.exception_handler(ClientDisconnect)(from_disconnect)


def from_bad_cursor(request: Request, _: BadCursorError) -> Response:
    """Respond to a cursor that does not belong to this list."""
    message = (
        "Send the next_cursor of this list, with the same filters and the same sort."
    )
    where = {"parameter": "cursor", "message": message, "code": "bad_cursor"}
    detail = "The cursor does not belong to this list."
    return problem(request, 400, detail, errors=[where])


def from_http_exception(request: Request, error: HTTPException) -> Response:
    """Respond to an HTTP error, such as an unknown path or a missing header."""
    answer = problem(request, error.status_code, error.detail)
    answer.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        # The framework lists the methods of the first matching route only.
        answer.headers["Allow"] = ", ".join(_methods(request))
    return answer


def _methods(request: Request) -> list[str]:
    """Return the methods that are allowed at the URL of ``request``."""
    taken = [method for method in METHODS if _is_taken(request, method)]
    taken = taken or ["GET"]  # a mount of static files
    return ["HEAD", *taken] if "GET" in taken else taken


def _is_taken(request: Request, method: str) -> bool:
    scope = {**request.scope, "method": method}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


def from_disconnect(_: Request, __: ClientDisconnect) -> Response:
    """Return a response for a disconnected client, so that the request is logged."""
    return Response(status_code=CLIENT_CLOSED_REQUEST)


def from_bug(request: Request, _: Exception) -> Response:
    """Respond to an unexpected error without details, which are in the log."""
    return problem(request, 500)
