"""Every response in the test suite is validated against the OpenAPI document."""

import re
from functools import cache
from typing import Any

from httpx2 import Response
from pydantic import BaseModel, TypeAdapter

from api.app import create_app
from api.routes.health import Health
from api.schemas.problems import Problem
from api.schemas.types import Answer

PROBLEM = "application/problem+json"
# What any address can answer: nothing there, no such method, a limit, or a bug.
ANYWHERE = {400, 404, 405, 408, 414, 421, 429, 431, 500, 501, 503}
# The last page has no next one, and most writes come once.
SOMETIMES = {"Hidden-Drafts", "Link", "Idempotency-Replayed"}
PROBLEM_KEYS = {"type", "title", "status", "detail", "instance", "request_id", "errors"}


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document, made once: it is the same for every application."""
    nowhere: Any = None
    return create_app(nowhere, nowhere).openapi()


class Document:
    """The OpenAPI document of the application, and a check of responses against it."""

    def __init__(self) -> None:
        self.paths: dict[str, Any] = document()["paths"]
        # The longest first: a word that is spelt out comes before an id in its place.
        self._templates = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path)
            for path in sorted(self.paths, key=lambda p: (p.count("{"), -len(p)))
        ]

    def check(self, response: Response) -> None:
        """Fail unless ``response`` is one that the document announces."""
        response.read()
        assert response.headers["x-request-id"]
        check_headers(response)
        if response.headers.get("content-type", "").startswith("text/html"):
            return  # a page: its tests read it
        operation = self.operation(response)
        if response.status_code >= 400:
            check_problem(response)
            known = ANYWHERE if operation is None else operation["responses"]
            assert response.status_code in map(int, known), response.text
        elif operation is not None:
            _check_success(response, operation["responses"])

    def operation(self, response: Response) -> dict[str, Any] | None:
        """Return the operation that answered, if it was one that is documented."""
        path = response.request.url.path
        for template, name in self._templates:
            if template.fullmatch(path):
                found: dict[str, Any] | None = self.paths[name].get(
                    response.request.method.lower()
                )
                return found
        return None


def check_headers(response: Response) -> None:
    """Fail unless ``response`` says how a browser and a proxy may use it."""
    headers = response.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    stored = "no-store" if response.status_code >= 400 else "no-cache"
    assert headers["cache-control"].endswith((stored, "no-store"))
    for name in ("content-security-policy", "cache-control", "x-request-id"):
        assert len(headers.get_list(name)) == 1, name


def check_problem(response: Response) -> None:
    """Fail unless ``response`` is a problem with every key it must have."""
    assert response.headers["content-type"] == PROBLEM
    if response.request.method == "HEAD":
        return
    Problem.model_validate_json(response.content)
    problem = response.json()
    assert problem.keys() >= PROBLEM_KEYS
    assert problem["status"] == response.status_code
    assert problem["request_id"] == response.headers["x-request-id"]
    for error in problem["errors"]:
        assert ("parameter" in error) != ("pointer" in error)


def _check_success(response: Response, documented: dict[str, Any]) -> None:
    if response.status_code == 304:
        assert response.content == b""
        assert response.headers["etag"]
        return
    announced = documented[str(response.status_code)]
    for header in announced.get("headers", {}):
        if header not in SOMETIMES:
            assert header in response.headers
    if "text/plain" in announced.get("content", {}):
        assert response.headers["content-type"].startswith("text/plain; ")
        return
    if response.request.method == "GET" and response.status_code == 200:
        _check_page(response)
    content = announced.get("content", {}).get("application/json")
    if content is None:
        assert response.content == b""
        return
    assert response.headers["content-type"] == "application/json"
    if "fields" not in response.request.url.params:
        schema = _of_shape(content["schema"], response)
        named = schema.get("items", schema)["$ref"].rpartition("/")[2]
        _adapter(named, several="items" in schema).validate_json(response.content)


def _of_shape(schema: dict[str, Any], response: Response) -> dict[str, Any]:
    """Return the schema of the claims as they are, or of flat ones."""
    is_flat = response.request.url.params.get("shape") == "flat"
    found: dict[str, Any] = schema["anyOf"][is_flat] if "anyOf" in schema else schema
    return found


@cache
def _adapter(name: str, *, several: bool) -> TypeAdapter[Any]:
    return TypeAdapter(list[MODELS[name]] if several else MODELS[name])  # type: ignore[misc]


def _check_page(response: Response) -> None:
    """Fail unless a page and its ``Link`` agree on whether there is another."""
    body = response.json()
    cursor = body.get("next_cursor") if isinstance(body, dict) else None
    assert (cursor is not None) == ("next" in response.links)


def all_models(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    found = {model.__name__: model}
    for child in model.__subclasses__():
        found |= all_models(child)
    return found


MODELS = all_models(Answer) | {"Health": Health}
