"""The cookie of a session: reading and setting it."""

from starlette.responses import Response
from starlette.types import Scope

from db.values.session_tokens import SessionToken

PLAIN = "onrecord"  # over HTTP on this machine
PREFIXED = "__Host-onrecord"  # browsers accept it only over HTTPS and from this host
# The first segments of URLs that are not pages: a cookie is ignored there.
NO_PAGES = frozenset(
    {"api", "docs", "healthz", "metrics", "openapi.json", "readyz", "static"}
)


def session_token(scope: Scope) -> SessionToken | None:
    """Return the session token in a request for a page, if there is one."""
    if scope["path"].strip("/").partition("/")[0] in NO_PAGES:
        return None
    sent = [value for name, value in scope["headers"] if name == b"cookie"]
    text = _cookie(b";".join(sent).decode("latin-1"), _name(scope))
    return SessionToken(text) if text else None


def set_cookie(response: Response, scope: Scope, token: SessionToken) -> None:
    """Make the browser send the token with each request, until it is closed."""
    response.set_cookie(
        _name(scope),
        token.text,
        secure=is_encrypted(scope),
        httponly=True,
        samesite="lax",
    )


def remove_cookie(response: Response, scope: Scope) -> None:
    """Make the browser delete the token."""
    response.delete_cookie(_name(scope), secure=is_encrypted(scope), httponly=True)


def is_encrypted(scope: Scope) -> bool:
    """Return whether a request came over HTTPS, directly or to a trusted proxy."""
    return bool(scope["scheme"] == "https")


def _cookie(sent: str, name: str) -> str:
    """Return the last cookie with a name, or an empty text.

    A token needs no quotes. The standard library removes quotes in quadratic time.
    """
    pairs = (one.partition("=") for one in sent.split(";"))
    found = [value.strip() for key, _, value in pairs if key.strip() == name]
    return found[-1] if found else ""


def _name(scope: Scope) -> str:
    return PREFIXED if is_encrypted(scope) else PLAIN
