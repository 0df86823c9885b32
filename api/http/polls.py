"""Answers repeated requests with 304 while the database has not changed.

The ETag of a list or of a derived answer is a digest of its bytes, so it reveals
nothing that is hidden from the caller. A process remembers the state of the database in
which a list had its ETag. While the database is in that state, the list is the same.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from db.engine.reader import DatabaseReader
from db.values.viewer import Viewer

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Key = tuple[Viewer, bytes]
MAX_REMEMBERED = 4096  # lists
POLLED: set[Callable[..., Any]] = set()


class PollState(NamedTuple):
    """The headers of a list's response, and the state of the database before it."""

    state: str
    headers: Mapping[str, str]


class Polls(OrderedDict[Key, PollState]):
    """The lists that clients request repeatedly, the latest last."""

    def remember(self, key: Key, known: PollState) -> None:
        """Store the state of a list, and evict the oldest one if there are too many."""
        self[key] = known
        self.move_to_end(key)
        if len(self) > MAX_REMEMBERED:
            self.popitem(last=False)


def polled(endpoint: Endpoint) -> Endpoint:
    """Mark an endpoint whose response depends only on the database and the request."""
    POLLED.add(endpoint)
    return endpoint


async def unchanged_response(request: Request) -> Response | None:
    """Return 304 if the client has the present list, else None."""
    if "if-none-match" not in request.headers:
        return None
    reader: DatabaseReader = request.app.state.reader
    # Read the state before the list: a write in between then changes the state.
    state = request.state.before = await reader.state()
    known = _polls(request).get(_key(request))
    if known is None or known.state != state:
        return None
    if not matches_etag(request, known.headers["ETag"]):
        return None
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=known.headers)


def remember(request: Request, headers: Mapping[str, str]) -> None:
    """Remember the headers of a list's response, if the client polls it."""
    if state := getattr(request.state, "before", None):
        _polls(request).remember(_key(request), PollState(state, headers))


def lasting(request: Request, response: Response) -> Response:
    """Return and remember a response that is valid until the next write."""
    kept = {name: response.headers.get(name) for name in ("ETag", "Vary", "Link")}
    remember(request, {name: value for name, value in kept.items() if value})
    return response


def matches_etag(request: Request, etag: str) -> bool:
    """Return whether the client has the response with this ETag."""
    header = request.headers.get("if-none-match")
    if header is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return etag in known or "*" in known


def _polls(request: Request) -> Polls:
    polls: Polls = request.app.state.polls
    return polls


def _key(request: Request) -> Key:
    """Return the viewer and a digest of the URL, which may be long."""
    address = request.scope["path"].encode() + b"?" + request.scope["query_string"]
    return request.state.caller.viewer, sha256(address).digest()
