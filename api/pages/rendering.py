"""Templates, and their rendering to responses."""

from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

import orjson
from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.http.polls import matches_etag
from api.http.responses import VARY, dump
from api.pages import dates
from api.schemas.glossary import GLOSSARY
from api.server.callers import SignedIn
from api.settings import PREFIX, TITLE
from db.models.source import UNNAMED

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "private, no-cache",
    "Vary": f"{VARY}, Cookie",
}
UNKEPT = {**HEADERS, "Cache-Control": "private, no-store"}  # for pages of a session
templates = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters |= {
    filter_.__name__: filter_
    for filter_ in (dates.day, dates.exact, dates.fuzzy, dates.month, dates.utc)
}
templates.globals |= {
    "title_of_site": TITLE,
    "api": PREFIX,
    "unnamed_kinds": UNNAMED,
    "glossary": GLOSSARY,
}


def as_sent(body: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return the JSON that a client of the API would read: a page shows the same."""
    return orjson.loads(dump(body))


def render(request: Request, template: str, **shown: Any) -> bytes:  # noqa: ANN401 - values of the template
    """Return the HTML of a page."""
    found = templates.get_template(template)
    user = signed_in(request)
    writes = user is not None and user.role != "reader"
    here = _here(request)
    return found.render(
        shown, request=request, user=user, writes=writes, here=here
    ).encode()


def signed_in(request: Request) -> SignedIn | None:
    """Return the analyst of the session, if there is one."""
    caller = getattr(request.state, "caller", None)  # missing before authentication
    return caller if isinstance(caller, SignedIn) else None


def _here(request: Request) -> str:
    """Return the URL to return to after sign-in."""
    if request.method not in {"GET", "HEAD"}:
        return "/"
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def respond_form(
    request: Request,
    template: str,
    *,
    status: int,
    **shown: Any,  # noqa: ANN401 - values of the template
) -> Response:
    """Return a filled form, which browsers must not cache."""
    html = render(request, template, **shown)
    return Response(html, status, UNKEPT, media_type="text/html")


def respond_html(request: Request, template: str, **shown: Any) -> Response:  # noqa: ANN401 - values of the template
    """Return a page, or 304 if the browser has it."""
    return respond_bytes(request, render(request, template, **shown), "text/html")


def respond_bytes(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a page or a part of it, or 304 if the browser has it.

    In a session, browsers must not cache it.
    """
    if signed_in(request):
        unkept = {**UNKEPT, **(headers or {})}
        return Response(body, headers=unkept, media_type=media_type)
    etag = {"ETag": f'"{sha256(body).hexdigest()[:16]}"'}
    kept = {**HEADERS, **(headers or {}), **etag}
    if matches_etag(request, kept["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
    return Response(body, headers=kept, media_type=media_type)
