"""Completes operations of the OpenAPI document beyond their routes."""

from collections.abc import Iterable, Mapping, Set
from typing import Any

from api.http.auth import ROLE
from api.http.openapi.properties import take_description
from api.http.openapi.responses import PROBLEM
from api.http.openapi.texts import (
    CHALLENGE,
    IN_USE,
    REFUSED,
    REFUSED_BY_ROLE,
    REPLAYED_HEADER,
    RETRY,
    REUSED,
    UNAUTHORIZED,
)
from api.settings import IDEMPOTENCY_KEY, REPLAYED

Schema = dict[str, Any]
CONTENT = {"application/problem+json": {"schema": {"$ref": PROBLEM}}}
# Statuses that a path never returns, so that monitoring works under any load.
NEVER = {"/healthz": {"429", "503"}, "/metrics": {"503"}}
WITH_BODY = {"408"}  # only where a request may have a body


def describe_operation(
    operation: Schema, method: str, path: str, *, schemas: Mapping[str, Schema]
) -> None:
    """Complete the parameters, the security and the responses of an operation."""
    _describe_parameters(operation, schemas)
    _describe_security(operation)
    bodiless = WITH_BODY if method == "get" else set()
    _describe_refusals(operation, never=bodiless | NEVER.get(path, set()))


def _describe_parameters(operation: Schema, schemas: Mapping[str, Schema]) -> None:
    """Complete the parameters, and add the responses that follow from them."""
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "fields":
            keys = _keys(operation, schemas)
            parameter["schema"] |= {"items": {"enum": keys}, "examples": [keys[1:3]]}
        if parameter["name"] == "if-match":
            # A missing header gets 428, not 422.
            parameter["required"] = "428" in operation["responses"]
        if parameter["name"] == IDEMPOTENCY_KEY:
            _describe_replays(operation["responses"])
        _complete(parameter)


def _describe_replays(responses: Schema) -> None:
    """Document the responses to a write with a key that was used before."""
    for status, response in responses.items():
        if status.startswith("2"):
            headers = response.get("headers", {})
            response["headers"] = headers | {REPLAYED: REPLAYED_HEADER}
    responses["409"]["description"] += f" {IN_USE}"
    responses["422"]["description"] += f" {REUSED}"


def _describe_security(operation: Schema) -> None:
    """Document the role that an operation requires."""
    role = operation.get(ROLE)
    if role is None:
        operation["security"] = []
        return
    free: list[Schema] = [{}] if role == "reader" else []
    operation["security"] = [*free, {"key": []}]
    _describe_role(operation["responses"], role)


def _describe_role(responses: Schema, role: str) -> None:
    """Document the response to callers without a role."""
    statuses = {"401": UNAUTHORIZED} if role == "reader" else REFUSED_BY_ROLE
    responses |= {
        status: {"description": description, "content": CONTENT}
        for status, description in statuses.items()
    }
    if "401" in responses:
        responses["401"]["headers"] = CHALLENGE


def _describe_refusals(operation: Schema, *, never: Set[str]) -> None:
    """Document the errors that every request can get."""
    for status in REFUSED.keys() - never:
        response: Schema = {"description": REFUSED[status], "content": CONTENT}
        if status in {"429", "503"}:
            response["headers"] = RETRY
        operation["responses"].setdefault(status, response)
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _keys(operation: Schema, schemas: Mapping[str, Schema]) -> list[str]:
    """Return the keys of the record, or of each row, in a response."""
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    forms = answer.get("anyOf", [answer])
    return list(dict.fromkeys(key for one in forms for key in _keys_of(one, schemas)))


def _keys_of(form: Schema, schemas: Mapping[str, Schema]) -> Iterable[str]:
    """Return the keys of one form of a response."""
    shown: Schema = schemas[form["$ref"].rpartition("/")[2]]["properties"]
    if "data" in shown:
        row = shown["data"]["items"]["$ref"].rpartition("/")[2]
        shown = schemas[row]["properties"]
    return shown


def _complete(parameter: Schema) -> None:
    """Give a parameter the description and the example of its type."""
    schema, name = parameter["schema"], parameter["name"]
    if "anyOf" in schema:  # a missing parameter is not null
        schema |= schema.pop("anyOf")[0] | schema
    if name.endswith("_id") and parameter["in"] == "path":
        schema["description"] = _about_id(parameter)
    parameter["description"] = take_description(schema)
    schema.pop("description", None)
    if "examples" not in schema:
        schema["examples"] = [_example(schema)]


def _about_id(parameter: Schema) -> str:
    kind = parameter["name"].removesuffix("_id")
    return parameter.get("description") or f"The id of the {kind}."


def _example(schema: Schema) -> Any:  # noqa: ANN401 - any JSON
    """Return an example value of a parameter, from the parts of its type."""
    first, *_ = _inside(schema, "examples") or _inside(schema, "enum") or [None]
    return [first] if schema.get("type") == "array" else first


def _inside(schema: Schema, key: str) -> Any:  # noqa: ANN401 - any JSON
    """Return a key of a schema, or of the schemas of its items or alternatives."""
    parts = [schema, schema.get("items", {}), *schema.get("anyOf", ())]
    return next((part[key] for part in parts if key in part), None)
