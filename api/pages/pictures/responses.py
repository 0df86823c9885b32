"""Responses with a picture: as SVG, or as PNG if that is supported."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Literal

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from api.pages.pictures.marks import Picture
from api.pages.pictures.svg import POLICY, svg_of
from api.pages.rendering import respond_bytes
from db.reads.reading import Reading

Format = Literal["svg", "png"]
MEDIA_TYPES: dict[Format, str] = {"svg": "image/svg+xml", "png": "image/png"}
ZOOM = 2  # of PNG: for screens with many dots
NO_PNG = (
    "This server cannot draw PNG: it needs the package resvg-py (onrecord[pictures]). "
    "The same URL with .svg has the same picture."
)


async def respond_picture(
    request: Request, reading: Reading, picture: Picture, form: Format
) -> Response:
    """Return a picture, or 304 if the browser has it."""
    draw = {"svg": svg_of, "png": _png_of}[form]
    body = await reading.reader.derive(draw, picture)
    policy = {"Content-Security-Policy": POLICY}
    return respond_bytes(request, body, MEDIA_TYPES[form], headers=policy)


def _png_of(picture: Picture) -> bytes:
    return _drawer()(svg_string=svg_of(picture).decode(), zoom=ZOOM)


def _drawer() -> Callable[..., bytes]:
    try:
        from resvg_py import svg_to_bytes  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND, NO_PNG) from error
    drawer: Callable[..., bytes] = svg_to_bytes
    return drawer
