"""Cross-origin requests."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from api.settings import IDEMPOTENCY_KEY, REPLAYED

REQUEST_HEADERS = ("Authorization", IDEMPOTENCY_KEY, "If-Match", "If-None-Match")
RESPONSE_HEADERS = (
    *("ETag", "Hidden-Drafts", "Link", "Location", "X-Request-Id", REPLAYED),
    *("RateLimit", "RateLimit-Policy", "Retry-After"),
)
BODY_HEADERS = {"content-length", "content-type"}


class Cors(CORSMiddleware):
    """Allows pages of some origins to call the API, never with cookies."""

    def __init__(self, app: ASGIApp, *, origins: list[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
            allow_headers=REQUEST_HEADERS,
            expose_headers=RESPONSE_HEADERS,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Respond 204 with the allowed values; the browser compares them, so no 400."""
        response = super().preflight_response(request_headers)
        headers = {k: v for k, v in response.headers.items() if k not in BODY_HEADERS}
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
