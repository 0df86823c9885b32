"""Web addresses in the form in which they are compared."""

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
AS_BYTES = "surrogateescape"  # keeps bytes that are not UTF-8 distinct: %EF is not %EE
UNRESERVED = frozenset(f"{ascii_letters}{digits}-._~")
ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})?")
IN_HOST = "!$&'()*+,;="  # besides unreserved characters
IN_PATH = f"{IN_HOST}:@/%"
IN_FRAGMENT = f"{IN_PATH}?"
HOST_NAMES = 2  # the last labels of a host, which are always kept
MOBILE = {"m", "amp"}
AMP = ".amp"
AMP_QUERY = {("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp")}
DEFAULT_PORTS = {"http": 80, "https": 443}
# AMP caches: their paths end with the host and path of the original.
GOOGLE = re.compile(r"google(\.[a-z]{2,3}){1,2}")
AMP_CACHE = re.compile(r"(.+\.)?(cdn\.ampproject\.org|bing-amp\.com)")
CACHED = {"c", "v", "wp"}  # documents, also in a viewer, but not their resources


def url_key(url: str) -> str:
    """Return a key that is equal for all spellings of an address.

    It has no scheme, default port, user, ``www.``, trailing ``/`` or trackers, and no
    mobile host, AMP form or AMP cache. The rest is normalised by RFC 3986, the host by
    IDNA, and the query is sorted by name. A fragment is kept only if it selects a
    document: ``#!`` and ``#/``. Raise ``ValueError`` if ``url`` is not a web address.
    """
    try:
        parts = urlsplit(url.strip())
        host = _host(parts)
    except ValueError:  # its message contains the host, which must not be echoed
        raise ValueError(NO_ADDRESS) from None
    if parts.scheme.lower() not in DEFAULT_PORTS or not host:
        raise ValueError(NO_ADDRESS)
    host, segments = _original(host, _segments(_unescaped(parts.path, safe=IN_PATH)))
    return f"{host}{_path(segments)}{_query(parts.query)}{_fragment(parts.fragment)}"


def _original(host: str, segments: list[str]) -> tuple[str, list[str]]:
    """Return the host and path of the original of a copy in an AMP cache."""
    while True:
        if AMP_CACHE.fullmatch(host):
            segments = _without_amp_before(segments)
        is_secure = segments[1:2] == ["s"]
        copied = segments[1 + is_secure :] if _is_cached(host, segments) else []
        found = _copied_host(copied[0], is_secure=is_secure) if copied else ""
        if not found:
            return host, segments
        host, segments = found, copied[1:]


def _is_cached(host: str, segments: list[str]) -> bool:
    """Return whether a path begins like the paths of copies in an AMP cache."""
    if AMP_CACHE.fullmatch(host):
        return not CACHED.isdisjoint(segments[:1])
    return segments[:1] == ["amp"] and GOOGLE.fullmatch(host) is not None


def _copied_host(segment: str, *, is_secure: bool) -> str:
    """Return the host in a segment of a path, or an empty string."""
    try:
        host = _host(urlsplit(f"{'https' if is_secure else 'http'}://{segment}"))
    except ValueError:
        return ""
    return host if "." in host else ""


def _host(parts: SplitResult) -> str:
    """Return the host in ASCII, without mobile labels, with its port."""
    port = parts.port
    if port in {None, DEFAULT_PORTS.get(parts.scheme.lower())}:
        return _host_name(parts)
    name = _host_name(parts)
    return f"{name}:{port}" if name else ""


def _host_name(parts: SplitResult) -> str:
    written = (parts.hostname or "").strip(".")
    if "[" in parts.netloc:
        return _ip_literal(written)
    name = _in_ascii(unquote(written, errors=AS_BYTES))
    lower = quote(name, safe=IN_HOST, errors=AS_BYTES).lower()
    labels = [label for label in lower.split(".") if label]
    free, last = labels[:-HOST_NAMES], labels[-HOST_NAMES:]
    kept = (label for label in free if label not in MOBILE)
    return ".".join([*dropwhile("www".__eq__, kept), *last])


def _in_ascii(name: str) -> str:
    if not name.isascii():
        with suppress(UnicodeError):  # not a registrable name
            return idna.encode(name, uts46=True).decode()
    return name


def _ip_literal(written: str) -> str:
    try:
        return f"[{ip_address(written).compressed}]"
    except ValueError:
        return f"[{written.lower()}]"


def _path(segments: list[str]) -> str:
    """Return a path without AMP forms and trailing slashes."""
    _strip_end(segments)
    while segments and segments[-1] != (own := _without_amp(segments[-1])):
        segments[-1] = own
        _strip_end(segments)
    kept = _without_amp_before(segments)
    return f"/{'/'.join(kept)}" if any(kept) else ""


def _without_amp_before(segments: list[str]) -> list[str]:
    """Return the segments of a path without ``amp/`` before the others."""
    return [*dropwhile("amp".__eq__, segments[:-1]), *segments[-1:]]


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
    kept: list[str] = []  # a trailing dot segment leaves a slash, which is ignored
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return kept


def _query(query: str) -> str:
    """Return the parameters that distinguish documents, sorted by name."""
    given = parse_qsl(query, keep_blank_values=True, errors=AS_BYTES)
    kept = [
        (name, value)
        for name, value in given
        if not is_tracker(name) and (name.lower(), value.lower()) not in AMP_QUERY
    ]
    # Stable: the values of one name keep their order.
    kept.sort(key=lambda parameter: parameter[0])
    return f"?{urlencode(kept, errors=AS_BYTES)}" if kept else ""


def _fragment(fragment: str) -> str:
    """Return a fragment that selects a document, without a trailing ``/``."""
    if not fragment.startswith(("!", "/")):
        return ""
    normal = _unescaped(fragment, safe=IN_FRAGMENT).rstrip("/")
    return f"#{normal}" if normal not in {"", "!"} else ""


def _unescaped(text: str, *, safe: str) -> str:
    """Return ``text`` with each character in its normal spelling (RFC 3986, 6.2.2)."""
    return quote(ESCAPED.sub(_spelled, text), safe=safe, errors=AS_BYTES)


def _spelled(escaped: re.Match[str]) -> str:
    if escaped[1] is None:
        return "%25"
    character = chr(int(escaped[1], 16))
    return character if character in UNRESERVED else escaped[0].upper()
