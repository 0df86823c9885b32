"""The documentation of the API, drawn from its OpenAPI document."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from api.serializers.values import Json

FOLDER = Path(__file__).parent
METHODS = ("get", "post", "put", "patch", "delete")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def read_docs(request: Request) -> Response:
    """Show every endpoint, parameter and record of the API on one page."""
    document = request.app.openapi()
    page = PAGE.render(
        info=document["info"],
        groups=groups(document),
        schemas=document["components"]["schemas"],
        base=str(request.base_url).rstrip("/"),
    )
    return Response(page, media_type="text/html", headers=HEADERS)


def groups(document: Json) -> dict[str, list[Json]]:
    """Return the operations of the document by tag, each with its method and path."""
    found: dict[str, list[Json]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = {"method": method, "path": path, **item[method]}
                found.setdefault(operation["tags"][0], []).append(operation)
    return found


def type_of(schema: Json) -> Markup:
    """Return what a value is, with links to the records it is made of."""
    return Markup(" or ").join(_types(schema)) or Markup("anything")


def _types(schema: Json) -> Iterator[Markup]:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        yield Markup('<a href="#schema-{0}">{0}</a>').format(name)
    elif "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        yield Markup(" ").join(Markup("<code>{}</code>").format(v) for v in values)
    elif schema.get("type") == "array":
        yield Markup("list of ") + type_of(schema.get("items", {}))
    elif "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from _types(one)
    elif "type" in schema:
        yield escape(f"{schema['type']}{_bounds(schema)}")


def _bounds(schema: Json) -> str:
    if "format" in schema:
        return f" ({schema['format']})"
    low = schema.get("minimum", schema.get("minLength"))
    high = schema.get("maximum", schema.get("maxLength"))
    if low is None and high is None:
        return ""
    return f" ({'' if low is None else low}…{'' if high is None else high})"


def marked(text: str) -> Markup:
    """Return a sentence with what stands in backticks set as code."""
    parts = escape(text).split("`")
    coded = Markup("<code>{}</code>")
    return Markup("").join(
        coded.format(part) if number % 2 else part for number, part in enumerate(parts)
    )


def body_of(operation: Json) -> Json | None:
    """Return the schema of what an operation takes."""
    content = operation.get("requestBody", {}).get("content", {})
    return next((one["schema"] for one in content.values()), None)


def answer_of(response: Json) -> Json | None:
    """Return the schema of one answer of an operation."""
    return next((one["schema"] for one in response.get("content", {}).values()), None)


def example_of(operation: Json) -> str:
    """Return an address that can be tried, with the ids of the first records."""
    parameters: list[Any] = operation.get("parameters", [])
    path: str = operation["path"]
    for parameter in parameters:
        if parameter["in"] == "path":
            values = parameter["schema"].get("enum") or [1]
            path = path.replace(f"{{{parameter['name']}}}", str(values[0]))
    return path


_environment = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {
    "marked": marked,
    "type_of": type_of,
    "body_of": body_of,
    "answer_of": answer_of,
    "example_of": example_of,
}
PAGE = _environment.get_template("docs.html")
