"""Errors as pages: what went wrong, and the remedy."""

import re
from collections.abc import Callable
from typing import TypeVar

import orjson
from fastapi import Request, Response
from starlette.datastructures import MutableHeaders

from api.pages.accepted import accepts_page
from api.pages.rendering import POLICY, render
from api.settings import PREFIX

ErrorT = TypeVar("ErrorT", bound=Exception)
READS = {"GET", "HEAD"}
OF_RECORD = re.compile(
    r"/(articles|claims|facts|sources|tags)/(?!(new|merge|tags)\b)[\w-]+"
)


def as_page(
    answer: Callable[[Request, ErrorT], Response],
) -> Callable[[Request, ErrorT], Response]:
    """Return an error handler that shows browsers errors of pages as pages."""

    def show(request: Request, error: ErrorT) -> Response:
        response = answer(request, error)
        return problem_page(request, response) if _asks_page(request) else response

    return show


def _asks_page(request: Request) -> bool:
    is_data = request.url.path.startswith(PREFIX)
    return not is_data and accepts_page(request.headers.get("accept", ""))


def problem_page(request: Request, answer: Response) -> Response:
    """Return the page for the problem document of ``answer``."""
    html = render(
        request,
        "problem.html",
        problem=orjson.loads(bytes(answer.body)),
        record=_record(request),
        sent=getattr(request.state, "form", {}),  # so that typed text is not lost
        again=request.method in READS,
        wait=answer.headers.get("Retry-After"),
    )
    headers = MutableHeaders(headers=answer.headers)
    headers.update({"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})
    del headers["content-length"], headers["content-type"]
    return Response(html, answer.status_code, headers, media_type="text/html")


def _record(request: Request) -> str:
    """Return the URL of the record of a request, if it has one."""
    if found := OF_RECORD.match(request.url.path):
        return found[0]
    ids = getattr(request.state, "form", {}).get("id", ())  # of forms of several claims
    return f"/claims/{ids[0]}" if len(ids) == 1 else ""
