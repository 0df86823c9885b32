"""Documentation of the responses of similar endpoints."""

from functools import reduce
from operator import or_
from typing import Any

from pydantic import BaseModel

from api.schemas.problems import Problem
from api.settings import PREFIX

Responses = dict[int | str, dict[str, Any]]


def header(name: str, description: str, example: str) -> dict[str, Any]:
    """Document a header of a response."""
    schema = {"type": "string", "examples": [example]}
    return {name: {"description": description, "schema": schema}}


ETAG = header(
    "ETag",
    "The version of the record and a digest of the response. Send it as `If-Match` to "
    "change the record, or as `If-None-Match` to check whether the response changed.",
    '"v3-0123456789abcdef"',
)
LOCATION = header("Location", "The path of the record.", f"{PREFIX}/sources/1")
LINK = header(
    "Link",
    "The URL of the next page, if there is one.",
    f'<{PREFIX}/claims?cursor=WyI4>; rel="next"',
)
HIDDEN_DRAFTS = header(
    "Hidden-Drafts",
    "How many drafts match the same filters and are not counted; 10,000 means that "
    "number or more. Only if `review` was not sent: `review=draft` counts them.",
    "12",
)
NOT_MODIFIED = {
    "description": "The response is the one with the ETag in `If-None-Match`.",
    "headers": ETAG,
}
ERRORS = {
    400: "The body is not valid JSON, or the cursor belongs to another list.",
    403: "The key belongs to an analyst whose role does not allow this.",
    404: "The record does not exist, is withdrawn, or is hidden from the caller.",
    410: "The record is withdrawn: `reason` is the reason, if one was given, and "
    "`replaced_by` is the record that replaces it, if any. Or the requested "
    "version was redacted: the type is then `/problems/redacted`.",
    409: "Another record conflicts with the write: `conflict` names it.",
    412: "The record has changed since it was read: read it again.",
    413: "The body is too large.",
    415: "The media type of the body is not supported.",
    422: "A parameter or a field is wrong: `errors` has the place and the reason.",
    428: "`If-Match` is missing.",
    503: "The database does not respond.",
}


def problems(*statuses: int) -> Responses:
    """Document the error responses with these statuses."""
    content = {"application/problem+json": {"schema": {"$ref": PROBLEM}}}
    return {
        status: {"description": ERRORS[status], "content": content}
        for status in statuses
    }


PROBLEM = f"#/components/schemas/{Problem.__name__}"


def _one_of(*models: type[BaseModel]) -> Any:  # noqa: ANN401 - a type made at run time
    return reduce(or_, models)


def page_of(model: type[BaseModel], *others: type[BaseModel]) -> Responses:
    """Document a list, with ``others`` as alternative forms."""
    ok = {"model": _one_of(model, *others), "headers": ETAG | LINK}
    return {200: ok, 304: NOT_MODIFIED, **problems(400, 422, 503)}


def array_of(
    model: type[BaseModel], headers: dict[str, Any] | None = None
) -> Responses:
    """Document an array of all rows, with ``headers`` besides the ETag."""
    ok = {"model": list[model], "headers": ETAG | (headers or {})}  # type: ignore[valid-type]  # a type made at run time
    return {200: ok, 304: NOT_MODIFIED, **problems(422, 503)}


def part_page_of(model: type[BaseModel], *others: type[BaseModel]) -> Responses:
    """Document a list of a record, with ``others`` as alternative forms."""
    return page_of(model, *others) | problems(404) | MERGED


def record_of(model: type[BaseModel], *others: type[BaseModel]) -> Responses:
    """Document a single record, with ``others`` as alternative forms."""
    ok = {"model": _one_of(model, *others), "headers": ETAG}
    return {200: ok, 304: NOT_MODIFIED, **problems(404, 422, 503)}


def created_as(model: type[BaseModel]) -> Responses:
    """Document a POST that creates a record."""
    made = {"model": model, "headers": ETAG | LOCATION}
    return {201: made, **problems(400, 409, 413, 415, 422, 503)}


def part_created_as(model: type[BaseModel]) -> Responses:
    """Document a POST that creates a part of a record."""
    return created_as(model) | problems(404)


def changed_as(model: type[BaseModel]) -> Responses:
    """Document a PATCH."""
    changed = {"model": model, "headers": ETAG}
    return {200: changed, **problems(400, 404, 409, 412, 413, 415, 422, 428, 503)}


def put_as(model: type[BaseModel]) -> Responses:
    """Document a PUT, for which `If-Match` is optional."""
    changed = {"model": model, "headers": ETAG}
    return {200: changed, **problems(400, 404, 409, 412, 413, 415, 422, 503)}


def restored_as(model: type[BaseModel]) -> Responses:
    """Document a restore."""
    restored = {"model": model, "headers": ETAG}
    return {200: restored, **problems(404, 409, 412, 413, 422, 428, 503)}


WITHDRAWN = problems(410)
GONE = problems(404, 409, 412, 413, 422, 428, 503)
MERGED: Responses = {
    308: {"description": "It was merged into another record.", "headers": LOCATION}
}
