"""Recognises requests that certainly come from a program on this machine."""

import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from itertools import starmap

from starlette.types import Scope

LOCAL_HOST = re.compile(
    rb"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE
)
# Headers of proxies and content delivery networks: the client may be anywhere.
FORWARDING = re.compile(
    rb"forwarded|via|x-forwarded.*|x-real-.*|.*client-?ip|x-client-.*|x-original-.*"
    rb"|x-remote-.*|x-proxy.*|x-host|x-envoy-.*|x-arr-.*|x-azure-.*|x-appengine-.*"
    rb"|x-amzn?-.*|x-nf-.*|x-vercel-.*|x-cluster-.*|cf-.*|fastly-.*|fly-.*|akamai-.*"
    rb"|cloudfront-.*|cdn-loop|x-varnish|proxy-.*"
)
# Names of headers and addresses of clients that are cached: few occur often.
REMEMBERED = 256


def is_local(scope: Scope) -> bool:
    """Return whether a program on this machine, not a proxy, sent the request.

    A page of another site can make a browser on this machine send requests, too. They
    have another host (DNS rebinding), or say that they are cross-site.
    """
    if scope["client"] is None or not is_loopback(scope["client"][0]):
        return False
    headers = scope["headers"]
    hosts = [value for name, value in headers if name == b"host"]
    return _is_local_host(hosts) and not any(starmap(_is_from_elsewhere, headers))


def _is_local_host(hosts: Sequence[bytes]) -> bool:
    """Return whether a request names exactly one host, which is this machine."""
    return len(hosts) == 1 and LOCAL_HOST.fullmatch(hosts[0]) is not None


def _is_from_elsewhere(name: bytes, value: bytes) -> bool:
    if name == b"sec-fetch-site":
        return value.strip().lower() == b"cross-site"
    return _is_forwarding(name)


@lru_cache(REMEMBERED)
def _is_forwarding(name: bytes) -> bool:
    """Return whether a proxy or a content delivery network adds such a header."""
    return FORWARDING.fullmatch(name) is not None


@lru_cache(REMEMBERED)
def is_loopback(host: str) -> bool:
    """Return whether an address is reachable from this machine only."""
    if host == "localhost":
        return True
    address = ip_of(host)  # None for a host name
    return address is not None and address.is_loopback


def ip_of(host: str) -> IPv4Address | IPv6Address | None:
    """Return ``host`` as an IP address, if it is one; an IPv4-mapped one as IPv4."""
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
