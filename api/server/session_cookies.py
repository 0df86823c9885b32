"""The cookie of a session: which requests have it, and how it is set."""

from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from db.values.session_tokens import SessionToken

PLAIN = "onrecord"  # over HTTP on this machine
PREFIXED = "__Host-onrecord"  # a browser takes it over HTTPS and of this host only
# The first parts of addresses that are no pages: there, a cookie counts for nothing.
NO_PAGES = frozenset(
    {"api", "docs", "healthz", "metrics", "openapi.json", "readyz", "static"}
)


def session_token(scope: Scope) -> SessionToken | None:
    """Return the token that a request for a page sends, if there is one."""
    if scope["path"].strip("/").partition("/")[0] in NO_PAGES:
        return None
    sent = [value for name, value in scope["headers"] if name == b"cookie"]
    cookies = cookie_parser(b"; ".join(sent).decode("latin-1"))
    text = cookies.get(_name(scope))
    return SessionToken(text) if text else None


def set_cookie(response: Response, scope: Scope, token: SessionToken) -> None:
    """Have the browser send the token with each request, until it is closed."""
    response.set_cookie(
        _name(scope),
        token.text,
        secure=is_encrypted(scope),
        httponly=True,
        samesite="lax",
    )


def remove_cookie(response: Response, scope: Scope) -> None:
    """Have the browser forget the token."""
    response.delete_cookie(_name(scope), secure=is_encrypted(scope), httponly=True)


def is_encrypted(scope: Scope) -> bool:
    """Return whether a request came over HTTPS, also to a proxy that is trusted."""
    return bool(scope["scheme"] == "https")


def _name(scope: Scope) -> str:
    return PREFIXED if is_encrypted(scope) else PLAIN
