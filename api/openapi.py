"""The OpenAPI document, beyond what the routes say themselves."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.schemas.problems import Problem
from api.settings import TITLE, VERSION

DESCRIPTION = """\
Who said what, where it was printed, through whom it came, and how it turned out.

Lists come in pages: pass `next_cursor` back as `cursor`. Errors are problem details
(RFC 9457) that say what was wrong and what would be right. A write of a record that is
there needs the `ETag` it was read with as `If-Match`.
"""


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
    return document
