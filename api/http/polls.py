"""What a client asks for again: answered without reading it if it stands.

The ETag of a list, or of a derived answer, is that of its bytes, which tells nothing of
what the caller may not see. A process remembers with which state of the database a list
had it. While the database is in that state, the list is the same.
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
    """What a list was answered with, and the state of the database before it."""

    state: str
    headers: Mapping[str, str]


class Polls(OrderedDict[Key, PollState]):
    """The lists that clients asked for again, the latest last."""

    def remember(self, key: Key, known: PollState) -> None:
        """Keep what a list was answered with, and forget the oldest of too many."""
        self[key] = known
        self.move_to_end(key)
        if len(self) > MAX_REMEMBERED:
            self.popitem(last=False)


def polled(endpoint: Endpoint) -> Endpoint:
    """Let what depends on nothing but the database be asked for again."""
    POLLED.add(endpoint)
    return endpoint


async def still_known(request: Request) -> Response | None:
    """Return 304 if the list that a client has is the list as it is now."""
    if "if-none-match" not in request.headers:
        return None
    reader: DatabaseReader = request.app.state.reader
    # Before the list is read: what is written meanwhile makes another state.
    state = request.state.before = await reader.state()
    known = _polls(request).get(_key(request))
    if known is None or known.state != state:
        return None
    if not matches_etag(request, known.headers["ETag"]):
        return None
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=known.headers)


def remember(request: Request, headers: Mapping[str, str]) -> None:
    """Keep with which headers a list is answered, if the client asks for it again."""
    if state := getattr(request.state, "before", None):
        _polls(request).remember(_key(request), PollState(state, headers))


def lasting(request: Request, response: Response) -> Response:
    """Return a response that stays the same while nothing is written; remember it."""
    kept = {name: response.headers.get(name) for name in ("ETag", "Vary", "Link")}
    remember(request, {name: value for name, value in kept.items() if value})
    return response


def matches_etag(request: Request, etag: str) -> bool:
    """Return whether the client has what has this ETag."""
    header = request.headers.get("if-none-match")
    if header is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return etag in known or "*" in known


def _polls(request: Request) -> Polls:
    polls: Polls = request.app.state.polls
    return polls


def _key(request: Request) -> Key:
    """Return the viewer and the address, as a digest: addresses may be long."""
    address = request.scope["path"].encode() + b"?" + request.scope["query_string"]
    return request.state.caller.viewer, sha256(address).digest()
