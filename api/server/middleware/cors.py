"""Pages of other origins."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from api.settings import IDEMPOTENCY_KEY, REPLAYED

ASKED = ("Authorization", IDEMPOTENCY_KEY, "If-Match", "If-None-Match")
SHOWN = (
    *("ETag", "Link", "Location", "X-Request-Id", REPLAYED),
    *("RateLimit", "RateLimit-Policy", "Retry-After"),
)
OF_A_BODY = {"content-length", "content-type"}


class Cors(CORSMiddleware):
    """Let pages of some origins ask, never with the cookies of whoever sees them."""

    def __init__(self, app: ASGIApp, *, origins: list[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
            allow_headers=ASKED,
            expose_headers=SHOWN,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer 204 with what is allowed: the browser compares, and needs no error."""
        answer = super().preflight_response(request_headers)
        headers = {k: v for k, v in answer.headers.items() if k not in OF_A_BODY}
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
