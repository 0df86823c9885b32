"""The OpenAPI document, with additions to the declarations of the routes."""

import asyncio
from functools import cache
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from api import VERSION
from api.http.openapi.examples import EXAMPLES
from api.http.openapi.operations import describe_operation
from api.http.openapi.properties import describe_properties, without_marks
from api.http.openapi.texts import DESCRIPTION, KEY, LICENSE, SERVERS, TAGS
from api.schemas.problems import Problem
from api.settings import TITLE

Schema = dict[str, Any]
OPENAPI = "3.1.0"  # client generators refuse newer versions
MERGE_PATCH = "application/merge-patch+json"
JSON = "application/json"


def describe(app: FastAPI) -> None:
    """Give ``app`` its OpenAPI document, built on first use."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # as FastAPI documents it
    _serve(app)


def _serve(app: FastAPI) -> None:
    """Serve the document. The first request builds it in a thread, in two seconds."""
    building = asyncio.Lock()

    @cache
    def encoded() -> bytes:
        return orjson.dumps(app.openapi())

    async def read(_: Request) -> Response:
        async with building:
            body = await asyncio.to_thread(encoded)
        return Response(body, media_type=JSON)

    app.add_route("/openapi.json", read, include_in_schema=False)


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=TITLE,
        version=VERSION,
        openapi_version=OPENAPI,
        description=DESCRIPTION,
        routes=app.routes,
        tags=TAGS,
        servers=SERVERS,
        license_info=LICENSE,
    )
    schemas = document["components"]["schemas"]
    _complete_schemas(schemas)
    document["components"]["securitySchemes"] = {"key": KEY}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            describe_operation(operation, method, path, schemas=schemas)
            _complete_bodies(operation)
        if "patch" in item:
            content = item["patch"]["requestBody"]["content"]
            content[MERGE_PATCH] = content[JSON]
    found: dict[str, Any] = without_marks(document)
    return found


def _complete_schemas(schemas: dict[str, Schema]) -> None:
    """Add the error body, remove unused schemas, and describe every property."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs") | {Problem.__name__: problem}
    # FastAPI documents its own error body, which this API never sends.
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    for name, schema in schemas.items():
        if name.endswith("Patch"):
            _remove_defaults(schema)
        describe_properties(schema)


def _complete_bodies(operation: Schema) -> None:
    """Give a request body its example; OpenAPI 3.1 has no schemas of streams."""
    body = operation.get("requestBody", {}).get("content", {}).get(JSON)
    if body is not None:
        example = EXAMPLES.get(body["schema"]["$ref"].rpartition("/")[2])
        body |= {} if example is None else {"example": example}
    for response in operation["responses"].values():
        for content in response.get("content", {}).values():
            content.pop("itemSchema", None)


def _remove_defaults(schema: Schema) -> None:
    """Remove the defaults of a merge patch: missing keys change nothing."""
    for field in schema["properties"].values():
        field.pop("default", None)
