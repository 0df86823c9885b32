"""The route of a page, which also shows errors as pages."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from api.http.cursors import BadCursorError
from api.http.errors import (
    from_bad_cursor,
    from_data_error,
    from_http_exception,
    from_invalid_request,
)
from api.http.strict_requests import UnversionedRoute
from api.pages.forms import READS, refuse_foreign_form
from api.pages.problem_pages import problem_page
from db.errors import DataError, MergedError

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(UnversionedRoute):
    """A route whose errors are pages. A merged record redirects to its survivor."""

    def get_route_handler(self) -> Handler:
        """Return the handler, which shows a problem as a page."""
        handle = super().get_route_handler()

        async def show(request: Request) -> Response:
            request.scope["query_string"] = _without_blanks(request)
            try:
                refuse_foreign_form(request)
                return await handle(request)
            except MergedError as error:
                address = f"/{error.resource}s/{error.survivor_id}"
                status = 307 if request.method in READS else 303
                return RedirectResponse(address, status, {"Cache-Control": "no-cache"})
            except DataError as error:
                answer = from_data_error(request, error)
            except RequestValidationError as error:
                answer = from_invalid_request(request, error)
            except BadCursorError as error:
                answer = from_bad_cursor(request, error)
            except HTTPException as error:
                answer = from_http_exception(request, error)
            return problem_page(request, answer)

        return show


def _without_blanks(request: Request) -> bytes:
    """Return the query without empty parameters.

    A form also sends its empty fields.
    """
    parts = request.scope["query_string"].split(b"&")
    return b"&".join(part for part in parts if not part.endswith(b"="))
