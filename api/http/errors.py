"""The only place where a failure becomes an HTTP status."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match

from api.http.cursors import BadCursorError
from api.http.statuses import STATUS, TITLES
from api.server.disconnect import CLIENT_CLOSED_REQUEST
from api.settings import IDEMPOTENCY_KEY, PREFIX
from db.errors import (
    Candidates,
    ConflictError,
    DataError,
    InvalidError,
    MergedError,
    RepeatedItemError,
    RepeatError,
    UnavailableError,
    WithdrawnError,
)

log = structlog.get_logger()

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")  # names safe to repeat
LENGTHS = {"too_short", "too_long"}  # pydantic words them for lists
WAY = re.compile(r"\(\w+\)")  # the tag of a branch of a union
MAX_ERRORS = 100  # a body of 2 MB can have a quarter of a million of them
PROBLEM = "application/problem+json"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def problem(
    request: Request,
    status: int,
    detail: str = "",
    *,
    errors: Sequence[dict[str, Any]] = (),
    **more: Any,  # noqa: ANN401 - extension members
) -> Response:
    """Build the one error body this API has (``api.schemas.problems.Problem``)."""
    return _answer(problem_body(request, status, detail, errors=errors, **more))


def _answer(body: dict[str, Any]) -> Response:
    return Response(orjson.dumps(body), body["status"], media_type=PROBLEM)


def problem_body(
    request: Request,
    status: int,
    detail: str = "",
    *,
    errors: Sequence[dict[str, Any]] = (),
    **more: Any,  # noqa: ANN401 - extension members
) -> dict[str, Any]:
    """Return problem details as they are sent."""
    code, title = TITLES.get(status, (str(status), HTTPStatus(status).phrase))
    return {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.scope["path"],
        "request_id": request.state.request_id,
        "errors": list(errors),
        **more,
    }


def describe_data_error(request: Request, error: DataError) -> dict[str, Any]:
    """Return the problem for a failure of the data; an unmapped kind is a bug."""
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    more: dict[str, Any] = {}
    if isinstance(error, ConflictError):
        more["conflict"] = _conflict(error)
        if error.count is not None:
            more["count"] = error.count
        if error.chain:
            more["chain"] = list(error.chain)
    if isinstance(error, MergedError):
        more["conflict"] = {"resource": error.resource, "id": error.survivor_id}
    if isinstance(error, WithdrawnError) and error.reason:
        more["reason"] = error.reason
    if isinstance(error, ConflictError | InvalidError) and error.candidates:
        more["candidates"] = list(error.candidates)
    errors = _blamed(error, code=TITLES[status][0])
    detail = str(error)
    if len(errors) > 1:
        detail = (
            f"{len(errors)} values are wrong: errors lists them. The first: {detail}"
        )
    return problem_body(request, status, detail, errors=errors, **more)


def _conflict(error: ConflictError) -> dict[str, Any]:
    """Return which record is in the way, or which other item of the request."""
    found = {"resource": error.resource, "id": error.record_id}
    if isinstance(error, RepeatedItemError):
        return found | {"pointer": pointer(error.other)}
    return found


def _blamed(error: DataError, *, code: str) -> list[dict[str, Any]]:
    """Return the entries of ``errors`` for what in the request is to blame."""
    if isinstance(error, InvalidError):
        return [_blamed_value(one) for one in error.each[:MAX_ERRORS] if one.path]
    if isinstance(error, RepeatError):
        where = {"parameter": IDEMPOTENCY_KEY}
        return [where | {"message": str(error), "code": error.code}]
    if not error.path:
        return []
    return [_entry(error, code, getattr(error, "candidates", ()))]


def _blamed_value(error: InvalidError) -> dict[str, Any]:
    return _entry(error, error.code, error.candidates)


def _entry(error: DataError, code: str, candidates: Candidates) -> dict[str, Any]:
    """Return an entry of ``errors``: where, what, a code, and what may be meant."""
    item = {"pointer": pointer(error.path), "message": str(error), "code": code}
    return item | ({"candidates": list(candidates)} if candidates else {})


def from_data_error(request: Request, error: DataError) -> Response:
    """Answer a request that failed in the data layer."""
    if isinstance(error, UnavailableError):
        cause = str(error.__cause__ or error)
        log.error("unavailable", cause=cause.partition("\n")[0], detail=str(error))
    if isinstance(error, MergedError) and request.method in {"GET", "HEAD"}:
        return _to_survivor(request, error)
    return _answer(describe_data_error(request, error))


def _to_survivor(request: Request, error: MergedError) -> Response:
    """Answer 308 with the same address of the survivor of a merge.

    Clients may not cache it, because a merge can be undone.
    """
    plural = f"{PREFIX}/{error.resource}s/"
    rest = request.url.path.removeprefix(plural).partition("/")[2]
    path = f"{plural}{error.survivor_id}" + (f"/{rest}" if rest else "")
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(path + query, 308, {"Cache-Control": "no-cache"})


def from_invalid_request(request: Request, error: RequestValidationError) -> Response:
    """Answer an invalid request, naming each wrong field and echoing no input."""
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(request, 400, "The body is not valid JSON.")
    return problem(
        request, 422, "The request is not valid.", errors=describe(request, found)
    )


def describe(request: Request, found: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the entries of ``errors``: place, message, and a code for programs."""
    return [_describe(request, item) for item in found[:MAX_ERRORS]]


def _describe(request: Request, item: dict[str, Any]) -> dict[str, Any]:
    place, *path = item["loc"]
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] in LENGTHS and isinstance(item.get("input"), str):
        message = message.replace(" item", " character")
    entry = {"message": message, "code": item["type"]}
    if place == "body":
        return {"pointer": pointer(path)} | entry
    if item["type"] == "extra_forbidden":
        names = ", ".join(known_parameters(request)) or "none"
        entry["message"] = f"Unknown parameter; known are: {names}."
    name = str(path[0]) if path else message.partition(" ")[0]
    return {"parameter": name if NAME.fullmatch(name) else "?"} | entry


def known_parameters(request: Request) -> list[str]:
    """Name the query parameters of the route that ``request`` reached."""
    dependant = request.scope["route"].dependant
    models = [
        parameter.field_info.annotation
        for part in (dependant, *dependant.dependencies)
        for parameter in part.query_params
    ]
    return sorted(
        {
            field.alias or name
            for model in models
            for name, field in model.model_fields.items()
        }
    )


def pointer(path: Sequence[str | int]) -> str:
    """Return ``path`` as a JSON Pointer (RFC 6901), up to a part unsafe to repeat."""
    parts = []
    for part in path:
        if isinstance(part, str) and WAY.fullmatch(part):
            continue
        if isinstance(part, str) and not NAME.fullmatch(part):
            break
        parts.append(f"/{part}")
    return "".join(parts)


def from_bad_cursor(request: Request, _: BadCursorError) -> Response:
    """Answer a cursor that does not belong to this list."""
    message = (
        "Send the next_cursor of this list, with the same filters and the same sort."
    )
    where = {"parameter": "cursor", "message": message, "code": "bad_cursor"}
    detail = "The cursor does not belong to this list."
    return problem(request, 400, detail, errors=[where])


def from_http_exception(request: Request, error: HTTPException) -> Response:
    """Answer an HTTP error, such as an unknown path or a missing header."""
    answer = problem(request, error.status_code, error.detail)
    answer.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        # The framework names the methods of the first route only.
        answer.headers["Allow"] = ", ".join(_methods(request))
    return answer


def _methods(request: Request) -> list[str]:
    """Return the methods that are allowed at the address of ``request``."""
    taken = [
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]
    taken = taken or ["GET"]  # static files
    return ["HEAD", *taken] if "GET" in taken else taken


def from_disconnect(_: Request, __: ClientDisconnect) -> Response:
    """Return a response for a client that has gone, so that it is logged."""
    return Response(status_code=CLIENT_CLOSED_REQUEST)


def from_bug(request: Request, _: Exception) -> Response:
    """Answer an unexpected failure without its details, which are in the log."""
    return problem(request, 500)


def add_error_handlers(app: FastAPI) -> None:
    """Register the handlers of expected failures on ``app``."""
    app.exception_handler(DataError)(from_data_error)
    app.exception_handler(RequestValidationError)(from_invalid_request)
    app.exception_handler(BadCursorError)(from_bad_cursor)
    app.exception_handler(HTTPException)(from_http_exception)
    app.exception_handler(ClientDisconnect)(from_disconnect)
