"""Responses to requests whose parameters or body violate their schema."""

from collections.abc import Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from api.http.errors.pointers import NAME, pointer
from api.http.errors.problems import MAX_ERRORS, problem

LENGTHS = {"too_short", "too_long"}  # pydantic's messages are about lists


def from_invalid_request(request: Request, error: RequestValidationError) -> Response:
    """Respond to an invalid request; name each wrong field, and echo no input."""
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(request, 400, "The body is not valid JSON.")
    return problem(
        request, 422, "The request is not valid.", errors=describe(request, found)
    )


def describe(request: Request, found: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the entries of ``errors``: pointer, message and code."""
    return [_describe(request, item) for item in found[:MAX_ERRORS]]


def _describe(request: Request, item: dict[str, Any]) -> dict[str, Any]:
    place, *path = item["loc"]
    message = _message(item)
    entry = {"message": message, "code": item["type"]}
    if place == "body":
        return {"pointer": pointer(path)} | entry
    if item["type"] == "extra_forbidden":
        names = ", ".join(known_parameters(request)) or "none"
        entry["message"] = f"Unknown parameter; known are: {names}."
    name = str(path[0]) if path else message.partition(" ")[0]
    return {"parameter": name if NAME.fullmatch(name) else "?"} | entry


def _message(item: dict[str, Any]) -> str:
    message: str = item["msg"].removeprefix("Value error, ")
    if item["type"] in LENGTHS and isinstance(item.get("input"), str):
        return message.replace(" item", " character")
    return message


def known_parameters(request: Request) -> list[str]:
    """Return the names of the query parameters of the route of ``request``."""
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
