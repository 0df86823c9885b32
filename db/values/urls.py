"""Web addresses as they are compared."""

import re
from contextlib import suppress
from ipaddress import ip_address
from itertools import dropwhile
from string import ascii_letters, digits
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote,
    urlencode,
    urlsplit,
)

import idna

from db.values.trackers import is_tracker

NO_ADDRESS = "Must be a web address: http:// or https://, then a host."
AS_BYTES = "surrogateescape"  # what is no UTF-8 stays apart: %EF is not %EE
UNRESERVED = frozenset(f"{ascii_letters}{digits}-._~")
ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})?")
IN_HOST = "!$&'()*+,;="  # besides what is unreserved
IN_PATH = f"{IN_HOST}:@/%"
IN_FRAGMENT = f"{IN_PATH}?"
HOST_NAMES = 2  # the last labels of a host, which are never left out
MOBILE = {"m", "amp"}
AMP = ".amp"
AMP_QUERY = {("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp")}


def url_key(url: str) -> str:
    """Return what stays the same between the ways to write one address.

    It has no scheme, port, user, ``www.``, trailing ``/`` and trackers, and names
    neither a mobile nor an AMP form. The rest is normalised as RFC 3986 says, the
    host as IDNA, and the query is sorted by its names. A fragment counts only where a
    page shows other documents by it: ``#!`` and ``#/``.
    Raise ``ValueError`` for what is no address.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # it would repeat the host, which is not to be echoed
        raise ValueError(NO_ADDRESS) from None
    host = _host(parts)
    if parts.scheme.lower() not in {"http", "https"} or not host:
        raise ValueError(NO_ADDRESS)
    document = f"{_path(parts.path)}{_query(parts.query)}{_fragment(parts.fragment)}"
    return f"{host}{document}"


def _host(parts: SplitResult) -> str:
    """Return the host in ASCII, without the labels of mobile forms."""
    written = (parts.hostname or "").strip(".")
    if "[" in parts.netloc:
        return _ip_literal(written)
    name = unquote(written, errors=AS_BYTES)
    if not name.isascii():
        with suppress(UnicodeError):  # no name that could be registered
            name = idna.encode(name, uts46=True).decode()
    lower = quote(name, safe=IN_HOST, errors=AS_BYTES).lower()
    labels = [label for label in lower.split(".") if label]
    free, last = labels[:-HOST_NAMES], labels[-HOST_NAMES:]
    kept = (label for label in free if label not in MOBILE)
    return ".".join([*dropwhile("www".__eq__, kept), *last])


def _ip_literal(written: str) -> str:
    try:
        return f"[{ip_address(written).compressed}]"
    except ValueError:
        return f"[{written.lower()}]"


def _path(path: str) -> str:
    """Return a path without dot segments, AMP forms and trailing slashes."""
    segments = _segments(_unescaped(path, safe=IN_PATH))
    _strip_end(segments)
    while segments and segments[-1] != (own := _without_amp(segments[-1])):
        segments[-1] = own
        _strip_end(segments)
    last = segments[-1:]
    kept = [*dropwhile("amp".__eq__, segments[:-1]), *last]
    return f"/{'/'.join(kept)}" if any(kept) else ""


def _strip_end(segments: list[str]) -> None:
    """Drop slashes and ``/amp`` from the end, but leave one segment."""
    while len(segments) > 1 and segments[-1] in {"", "amp"}:
        del segments[-1]


def _without_amp(segment: str) -> str:
    """Return the last segment without ``.amp`` at its end or before ``.html``."""
    stem, dot, kind = segment.rpartition(".")
    if kind not in {"html", "htm"}:
        stem, dot, kind = segment, "", ""
    end = len(stem)
    while stem.endswith(AMP, 1, end) and stem[end - len(AMP) - 1] != ".":
        end -= len(AMP)
    return f"{stem[:end]}{dot}{kind}"


def _segments(path: str) -> list[str]:
    """Return the segments of a path without ``.`` and ``..`` (RFC 3986, 5.2.4)."""
    kept: list[str] = []  # a trailing dot segment leaves a slash, which counts not
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return kept


def _query(query: str) -> str:
    """Return the parameters that tell documents apart, sorted by their names."""
    given = parse_qsl(query, keep_blank_values=True, errors=AS_BYTES)
    kept = [
        (name, value)
        for name, value in given
        if not is_tracker(name) and (name.lower(), value.lower()) not in AMP_QUERY
    ]
    kept.sort(key=lambda parameter: parameter[0])  # values of one name stay in order
    return f"?{urlencode(kept, errors=AS_BYTES)}" if kept else ""


def _fragment(fragment: str) -> str:
    """Return a fragment by which a page shows a document, without a trailing ``/``."""
    if not fragment.startswith(("!", "/")):
        return ""
    normal = _unescaped(fragment, safe=IN_FRAGMENT).rstrip("/")
    return f"#{normal}" if normal not in {"", "!"} else ""


def _unescaped(text: str, *, safe: str) -> str:
    """Return ``text`` with one spelling of each character (RFC 3986, 6.2.2)."""
    return quote(ESCAPED.sub(_spelled, text), safe=safe, errors=AS_BYTES)


def _spelled(escaped: re.Match[str]) -> str:
    if escaped[1] is None:
        return "%25"
    character = chr(int(escaped[1], 16))
    return character if character in UNRESERVED else escaped[0].upper()
