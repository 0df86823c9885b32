"""Responses to errors of the data layer."""

from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.http.errors.pointers import pointer
from api.http.errors.problems import MAX_ERRORS, problem_body, problem_response
from api.http.statuses import STATUS, TITLES
from api.settings import IDEMPOTENCY_KEY, PREFIX
from db.errors import (
    Candidates,
    ConflictError,
    DataError,
    FilterError,
    InvalidError,
    MergedError,
    RedactedError,
    RepeatedItemError,
    RepeatError,
    UnavailableError,
    WithdrawnError,
)

REDACTED = {
    "type": "/problems/redacted",
    "title": "The content of the version is erased",
}
log = structlog.get_logger()


def from_data_error(request: Request, error: DataError) -> Response:
    """Respond to an error of the data layer."""
    if isinstance(error, UnavailableError):
        cause = str(error.__cause__ or error)
        log.error("unavailable", cause=cause.partition("\n")[0], detail=str(error))
    if isinstance(error, MergedError) and request.method in {"GET", "HEAD"}:
        return _to_survivor(request, error)
    return problem_response(describe_data_error(request, error))


def _to_survivor(request: Request, error: MergedError) -> Response:
    """Respond 308 with the same URL for the survivor of a merge.

    Clients must not cache it, because a merge can be undone.
    """
    plural = f"{PREFIX}/{error.resource}s/"
    rest = request.url.path.removeprefix(plural).partition("/")[2]
    path = f"{plural}{error.survivor_id}" + (f"/{rest}" if rest else "")
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(path + query, 308, {"Cache-Control": "no-cache"})


def describe_data_error(request: Request, error: DataError) -> dict[str, Any]:
    """Return the problem document of a data error; an unmapped class is a bug."""
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    errors = _blamed(error, code=TITLES[status][0])
    detail = str(error)
    if len(errors) > 1:
        detail = f"{len(errors)} values are wrong, as errors lists. The first: {detail}"
    members = _extension_members(error)
    return problem_body(request, status, detail, errors=errors, **members)


def _extension_members(error: DataError) -> dict[str, Any]:
    """Return the members that a problem document has only for this error."""
    if isinstance(error, ConflictError):
        return _members_of_conflict(error)
    if isinstance(error, MergedError):
        return {"conflict": {"resource": error.resource, "id": error.survivor_id}}
    if isinstance(error, RedactedError):
        return REDACTED
    if isinstance(error, WithdrawnError):
        return _members_of_withdrawn(error)
    if isinstance(error, InvalidError) and error.candidates:
        return {"candidates": list(error.candidates)}
    return {}


def _members_of_withdrawn(error: WithdrawnError) -> dict[str, Any]:
    members: dict[str, Any] = {"reason": error.reason} if error.reason else {}
    if error.replaced_by is not None:
        members["replaced_by"] = {"resource": error.resource, "id": error.replaced_by}
    return members


def _members_of_conflict(error: ConflictError) -> dict[str, Any]:
    members: dict[str, Any] = {"conflict": _conflict(error)}
    if error.count is not None:
        members["count"] = error.count
    lists = {"chain": list(error.chain), "candidates": list(error.candidates)}
    return members | {name: found for name, found in lists.items() if found}


def _conflict(error: ConflictError) -> dict[str, Any]:
    """Return the conflicting stored record, or the other item of the request."""
    found = {"resource": error.resource, "id": error.record_id}
    if isinstance(error, RepeatedItemError):
        return found | {"pointer": pointer(error.other)}
    return found


def _blamed(error: DataError, *, code: str) -> list[dict[str, Any]]:
    """Return the entries of ``errors`` for the wrong parts of the request."""
    if isinstance(error, InvalidError):
        return [_blamed_value(one) for one in error.each[:MAX_ERRORS] if one.path]
    if isinstance(error, RepeatError):
        where = {"parameter": IDEMPOTENCY_KEY}
        return [where | {"message": str(error), "code": error.code}]
    if isinstance(error, RedactedError):
        where = {"parameter": error.parameter}
        return [where | {"message": str(error), "code": error.code}]
    if not error.path:
        return []
    return [_entry(error, code, getattr(error, "candidates", ()))]


def _blamed_value(error: InvalidError) -> dict[str, Any]:
    return _entry(error, error.code, error.candidates)


def _entry(error: DataError, code: str, candidates: Candidates) -> dict[str, Any]:
    """Return an entry of ``errors``: pointer, message, code and candidates."""
    where = {"pointer": pointer(error.path)}
    if isinstance(error, FilterError):
        where = {"parameter": str(error.path[0])}
    item = where | {"message": str(error), "code": code}
    return item | ({"candidates": list(candidates)} if candidates else {})
