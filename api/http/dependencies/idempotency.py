"""Idempotency keys: a request with a key is executed once and answered every time."""

from hashlib import sha256
from typing import Annotated

from fastapi import Header, Request, Response
from fastapi.exceptions import RequestValidationError

from api.settings import IDEMPOTENCY_KEY, REPLAYED
from db.commands.idempotency import KeyedRequest, find_response, store_response
from db.engine.session import Write

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias=IDEMPOTENCY_KEY,
        description="A text of your choice that identifies this request, such as a "
        "UUID. If the request is repeated with it within 72 hours, it is not executed "
        "again, and gets the same response.",
        examples=["7d3c9f1e-52a0-4b6f-9a55-0c2f6a7d1b42"],
        min_length=1,
        max_length=255,
        pattern="^[!-~]+$",
    ),
]


class ShownOnce(Response):
    """A response with a secret, and the version without it that is stored."""

    def __init__(self, shown: Response, *, kept: Response) -> None:
        super().__init__(shown.body, shown.status_code, shown.headers)
        self.kept = kept


def replayed_response(write: Write, request: KeyedRequest) -> Response | None:
    """Return the stored response for the key of ``request``, if there is one.

    Raise ``KeyReusedError`` if the key was sent with another request.
    """
    kept = find_response(write, request)
    if kept is None:
        return None
    return Response(kept.body, kept.status, {**kept.headers, REPLAYED: "true"})


def save_response(write: Write, request: KeyedRequest, response: Response) -> None:
    """Store a response in the transaction of the write."""
    kept = response.kept if isinstance(response, ShownOnce) else response
    store_response(
        write,
        request,
        status=kept.status_code,
        headers=kept.headers,
        body=bytes(kept.body),
    )


async def keyed_request(request: Request, key: str) -> KeyedRequest:
    """Return the data that identify a request with an idempotency key."""
    if len(request.headers.getlist(IDEMPOTENCY_KEY)) > 1:
        message = "Must be sent once only."
        where = {"type": "repeated", "loc": ("header", IDEMPOTENCY_KEY), "msg": message}
        raise RequestValidationError([where])
    path = f"{request.url.path}?{request.url.query}".removesuffix("?")
    digest = sha256(await request.body()).hexdigest()
    return KeyedRequest(key, request.method, path, body_sha256=digest)
