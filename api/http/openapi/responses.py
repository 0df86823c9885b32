"""What the OpenAPI document says of every endpoint of a kind."""

from typing import Any

from pydantic import BaseModel

from api.schemas.problems import Problem
from api.settings import PREFIX

Responses = dict[int | str, dict[str, Any]]


def header(name: str, description: str, example: str) -> dict[str, Any]:
    """Document a header of an answer."""
    schema = {"type": "string", "examples": [example]}
    return {name: {"description": description, "schema": schema}}


ETAG = header("ETag", "Version and digest.", '"v3-0123456789abcdef"')
LOCATION = header("Location", "Its address.", f"{PREFIX}/sources/1")
LINK = header("Link", "The next page.", f'<{PREFIX}/claims?cursor=WyI4>; rel="next"')
NOT_MODIFIED = {"description": "`If-None-Match` has it already.", "headers": ETAG}
ERRORS = {
    400: "Malformed JSON, or a cursor of another list.",
    403: "The key is that of a lesser role.",
    404: "No such record, or not to be seen, or withdrawn.",
    409: "Another record is in the way: `conflict` names it.",
    412: "The record has changed since it was read.",
    413: "The body is too large.",
    415: "The body is of another media type.",
    422: "A parameter or a field is wrong: `errors` says which and why.",
    428: "`If-Match` is missing.",
    503: "The database does not answer.",
}


def problems(*statuses: int) -> Responses:
    """Document the error answers with these statuses."""
    content = {"application/problem+json": {"schema": {"$ref": PROBLEM}}}
    return {
        status: {"description": ERRORS[status], "content": content}
        for status in statuses
    }


PROBLEM = f"#/components/schemas/{Problem.__name__}"


def page_of(model: type[BaseModel]) -> Responses:
    """Document a list."""
    ok = {"model": model, "headers": ETAG | LINK}
    return {200: ok, 304: NOT_MODIFIED, **problems(400, 422, 503)}


def array_of(model: type[BaseModel]) -> Responses:
    """Document an array of rows, all at once."""
    ok = {"model": list[model], "headers": ETAG}  # type: ignore[valid-type]
    return {200: ok, 304: NOT_MODIFIED, **problems(422, 503)}


def part_page_of(model: type[BaseModel]) -> Responses:
    """Document a list that belongs to a record."""
    return page_of(model) | problems(404) | MERGED


def record_of(model: type[BaseModel]) -> Responses:
    """Document a single record."""
    ok = {"model": model, "headers": ETAG}
    return {200: ok, 304: NOT_MODIFIED, **problems(404, 422, 503)}


def created_as(model: type[BaseModel]) -> Responses:
    """Document a POST that makes a record."""
    made = {"model": model, "headers": ETAG | LOCATION}
    return {201: made, **problems(400, 409, 413, 415, 422, 503)}


def part_created_as(model: type[BaseModel]) -> Responses:
    """Document a POST that makes a part of a record."""
    return created_as(model) | problems(404)


def changed_as(model: type[BaseModel]) -> Responses:
    """Document a PATCH."""
    changed = {"model": model, "headers": ETAG}
    return {200: changed, **problems(400, 404, 409, 412, 413, 415, 422, 428, 503)}


def put_as(model: type[BaseModel]) -> Responses:
    """Document a PUT, which need not say which version it is meant for."""
    changed = {"model": model, "headers": ETAG}
    return {200: changed, **problems(400, 404, 409, 412, 413, 415, 422, 503)}


def restored_as(model: type[BaseModel]) -> Responses:
    """Document a restore."""
    restored = {"model": model, "headers": ETAG}
    return {200: restored, **problems(404, 409, 412, 413, 422, 428, 503)}


GONE = problems(404, 409, 412, 413, 422, 428, 503)
MERGED: Responses = {
    308: {"description": "It was merged into another one.", "headers": LOCATION}
}
