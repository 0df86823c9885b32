"""The documentation of the API: Swagger UI, served from its Python package."""

import os
from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, Response
from starlette.staticfiles import StaticFiles

from api.pages.rendering import templates
from api.settings import TITLE

SWAGGER_UI = "swagger-ui"
FILES = frozenset({"swagger-ui.css", "swagger-ui-bundle.js"})
# Swagger UI draws its icons from `data:` URLs in its own style sheet.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; "
    "style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def read_docs() -> Response:
    """Show the documentation of the API, which can send requests."""
    return Response(PAGE, media_type="text/html", headers=HEADERS)


class SwaggerFiles(StaticFiles):
    """The style sheet and the script of Swagger UI, and no other files."""

    def __init__(self) -> None:
        package = find_spec("fastapi_swagger")
        if package is None or package.origin is None:
            message = "fastapi-swagger is not installed"
            raise ModuleNotFoundError(message)
        super().__init__(directory=Path(package.origin).parent / "resources")

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Return the file with this name if the page needs it."""
        return super().lookup_path(path) if path in FILES else ("", None)


PAGE = templates.get_template("reference.html").render(title=TITLE)
