"""The error body of this API (``api.schemas.problems.Problem``)."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.http.statuses import TITLES

MAX_ERRORS = 100  # a body of 2 MB can contain 250,000 errors
PROBLEM = "application/problem+json"


def problem(
    request: Request,
    status: int,
    detail: str = "",
    *,
    errors: Sequence[dict[str, Any]] = (),
    **more: Any,  # noqa: ANN401 - extension members
) -> Response:
    """Return a problem document as a response."""
    return problem_response(
        problem_body(request, status, detail, errors=errors, **more)
    )


def problem_response(body: dict[str, Any]) -> Response:
    """Return a problem document as a response with its status."""
    return Response(orjson.dumps(body), body["status"], media_type=PROBLEM)


def problem_body(
    request: Request,
    status: int,
    detail: str = "",
    *,
    errors: Sequence[dict[str, Any]] = (),
    **more: Any,  # noqa: ANN401 - extension members
) -> dict[str, Any]:
    """Return a problem document."""
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
