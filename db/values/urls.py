"""Web addresses as they are compared."""

from urllib.parse import parse_qsl, urlencode, urlsplit

TRACKING = {"fbclid", "gclid", "mc_cid", "mc_eid"}
AS_BYTES = "surrogateescape"  # what is no UTF-8 stays apart: %EF is not %EE


def url_key(url: str) -> str:
    """Return what stays the same between the ways to write one address.

    That is the host in lower case without ``www.``, the path and the query; not the
    scheme, port, fragment, user, a trailing ``/`` or what campaigns add to the query.
    Raise ``ValueError`` for what is no address.
    """
    message = "Must be a web address: http:// or https://, then a host."
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # it would repeat the host, which is not to be echoed
        raise ValueError(message) from None
    host = (parts.hostname or "").lower().rstrip(".").removeprefix("www.")
    if parts.scheme.lower() not in {"http", "https"} or not host:
        raise ValueError(message)
    query = [
        (name, value)
        for name, value in parse_qsl(
            parts.query, keep_blank_values=True, errors=AS_BYTES
        )
        if name.lower() not in TRACKING and not name.lower().startswith("utm_")
    ]
    path = parts.path.rstrip("/")
    tail = f"?{urlencode(query, errors=AS_BYTES)}" if query else ""
    return f"{host}{path}{tail}"
