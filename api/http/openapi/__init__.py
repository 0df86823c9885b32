"""The OpenAPI document, beyond what the routes say themselves."""

from collections.abc import Mapping, Set
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.http.auth import ROLE
from api.schemas.problems import Problem
from api.settings import (
    IDEMPOTENCY_KEY,
    MAX_BODY_SECONDS,
    MAX_HEADER_BYTES,
    MAX_HEADERS,
    MAX_TARGET,
    REPLAYED,
    TITLE,
    VERSION,
)

Schema = dict[str, Any]
MERGE_PATCH = "application/merge-patch+json"
DESCRIPTION = """\
Who said what, where it was printed, through whom it came, and how it turned out.

Lists come in pages: pass `next_cursor` back as `cursor`. Errors are problem details
(RFC 9457) that say what was wrong and what would be right. A write of a record that is
there needs the `ETag` it was read with as `If-Match`.

Where a key is needed, it is sent as `Authorization: Bearer onr_…`; what it opens is
said by the role of its analyst, each of which may do what those before it may: reader,
analyst, editor, admin.

A write whose answer was lost can be sent again if it has an `Idempotency-Key`: it is
not done twice, and answered as it was. Such an answer says `Idempotency-Replayed`. What
was refused is not kept, so that its key can be used again.
"""
# What every write can answer because of its key, besides what its route says.
IN_USE = "Or a request with this `Idempotency-Key` runs, or its answer was erased."
REUSED = "Or the `Idempotency-Key` is that of another request."

# What can become of any request before an endpoint sees it.
REFUSED = {
    "408": f"The body did not arrive within {MAX_BODY_SECONDS} seconds.",
    "414": f"The address is longer than {MAX_TARGET:,} bytes.",
    "429": "This client asks too often: `Retry-After` says when it may again.",
    "431": f"More than {MAX_HEADERS} headers, or {MAX_HEADER_BYTES:,} bytes of them.",
    "503": "Too much is under way, or the database does not answer in time.",
}
UNAUTHORIZED = "No key is there and one is needed, or it opens nothing."
REFUSED_BY_ROLE = {"401": UNAUTHORIZED, "403": "The key is that of a lesser role."}
CHALLENGE = {
    "WWW-Authenticate": {
        "description": "How to show a key.",
        "schema": {"type": "string", "examples": ["Bearer"]},
    }
}
PROBLEM = {
    "application/problem+json": {
        "schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}
    }
}
KEY = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "onr_<prefix>_<secret>",
    "description": "The key of an analyst, made by an administrator.",
}
# Who watches the server is answered whatever else it has to do.
ANSWERED = {"/healthz": {"429", "503"}, "/metrics": {"503"}}
BODY = {"408"}  # only where there may be one
RETRY = {
    "Retry-After": {
        "description": "Seconds to wait; with 503 only where waiting helps.",
        "schema": {"type": "string", "examples": ["1"]},
    }
}


def describe(app: FastAPI) -> None:
    """Give ``app`` its OpenAPI document, made at the first request for it."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # as FastAPI documents it


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=TITLE,
        version=VERSION,
        openapi_version="3.2.0",
        description=DESCRIPTION,
        routes=app.routes,
    )
    schemas = document["components"]["schemas"]
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= schema.pop("$defs") | {Problem.__name__: schema}
    # FastAPI documents an error body of its own, which this API never sends.
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    for name, schema in schemas.items():
        if name.endswith("Patch"):
            _forget_defaults(schema)
    document["components"]["securitySchemes"] = {"key": KEY}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            _describe(operation, schemas)
            _guard(operation)
            bodiless = BODY if method == "get" else set()
            _refuse(operation, never=bodiless | ANSWERED.get(path, set()))
        if "patch" in item:
            content = item["patch"]["requestBody"]["content"]
            content[MERGE_PATCH] = content["application/json"]
    return document


def _guard(operation: Schema) -> None:
    """Document whose key an operation needs, by the role that its route has noted."""
    role = operation.get(ROLE)
    if role is None:
        return
    free: list[Schema] = [{}] if role == "reader" else []
    operation["security"] = [*free, {"key": []}]
    statuses = {"401": UNAUTHORIZED} if role == "reader" else REFUSED_BY_ROLE
    operation["responses"] |= {
        status: {"description": description, "content": PROBLEM}
        for status, description in statuses.items()
    }
    if "401" in operation["responses"]:
        operation["responses"]["401"]["headers"] = CHALLENGE


def _describe(operation: Schema, schemas: Mapping[str, Schema]) -> None:
    """Document what follows from the parameters an operation has."""
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "fields":
            keys = _keys(operation, schemas)
            known = {"items": {"enum": keys}, "examples": [keys[1:3]]}
            parameter["schema"] |= known
        if parameter["name"] == "if-match":
            # Where it has to be there, it may be missing so that 428 says so.
            parameter["required"] = "428" in operation["responses"]
        if parameter["name"] == IDEMPOTENCY_KEY:
            _describe_key(operation["responses"])
        _complete(parameter)


def _describe_key(responses: Schema) -> None:
    """Document how a write is answered whose key was there before."""
    schema = {"type": "string", "examples": ["true"]}
    replayed = {"description": "It was done before; nothing is new.", "schema": schema}
    for status, answer in responses.items():
        if status.startswith("2"):
            answer["headers"] = answer.get("headers", {}) | {REPLAYED: replayed}
    responses["409"]["description"] += f" {IN_USE}"
    responses["422"]["description"] += f" {REUSED}"


def _refuse(operation: Schema, *, never: Set[str]) -> None:
    """Document the refusals that an operation can be met with, whatever it does."""
    for status in REFUSED.keys() - never:
        answer = {
            "description": REFUSED[status],
            "content": PROBLEM,
        }
        if status in {"429", "503"}:
            answer["headers"] = RETRY
        operation["responses"][status] = answer
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _forget_defaults(schema: Schema) -> None:
    """Leave a merge patch no defaults: a key that is not sent stays as it is."""
    for field in schema["properties"].values():
        field.pop("default", None)


def _keys(operation: Schema, schemas: Mapping[str, Schema]) -> list[str]:
    """Return the keys of the record, or of each row, that an operation answers."""
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    shown = schemas[answer["$ref"].rpartition("/")[2]]["properties"]
    if "data" in shown:
        row = shown["data"]["items"]["$ref"].rpartition("/")[2]
        shown = schemas[row]["properties"]
    return list(shown)


def _complete(parameter: Schema) -> None:
    """Give a parameter the description and the example that its type has."""
    schema, name = parameter["schema"], parameter["name"]
    if "anyOf" in schema:  # what is not sent is no null
        schema |= schema.pop("anyOf")[0] | schema
    own_id = f"The id of the {name.removesuffix('_id')}." if "_id" in name else ""
    described = parameter.get("description") or _inside(schema, "description")
    parameter["description"] = described or own_id
    if "examples" not in schema:
        values = _inside(schema, "examples") or _inside(schema, "enum")
        example = values[0] if values else None
        schema["examples"] = [[example] if schema.get("type") == "array" else example]


def _inside(schema: Schema, key: str) -> Any:  # noqa: ANN401 - any JSON
    """Return what the type, or what its list or its choice is of, says of itself."""
    parts = [schema, schema.get("items", {}), *schema.get("anyOf", ())]
    return next((part[key] for part in parts if key in part), None)
