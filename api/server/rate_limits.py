"""Fixed-window rate limits per client, in the memory of this process."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_network
from time import time
from typing import NamedTuple

from starlette.types import Scope

from api.server.local_requests import ip_of, is_local
from api.settings import Rate

KEPT_CLIENTS = 10_000  # windows in memory before expired ones are removed
Client = tuple[str, str]  # "key" and its id, or "address" and the address


class WindowCount(NamedTuple):
    """The requests of one client in its current window, and when the window ends."""

    requests: int
    ends: float


class FixedWindows:
    """One window per client, which starts with the client's first request."""

    def __init__(self, rate: Rate) -> None:
        self._seconds = rate.seconds
        self._counts: dict[Client, WindowCount] = {}
        self._sweep_at = KEPT_CLIENTS

    def add(self, client: Client) -> WindowCount:
        """Count one more request, and return the count of the current window."""
        now = time()
        found = self._counts.get(client)
        if found is None or found.ends <= now:
            self._sweep(now)
            found = WindowCount(0, now + self._seconds)
        count = self._counts[client] = WindowCount(found.requests + 1, found.ends)
        return count

    def __len__(self) -> int:
        return len(self._counts)

    def _sweep(self, now: float) -> None:
        """Remove expired windows, once there are twice as many as after the last sweep.

        The doubling keeps the cost of a sweep per request constant.
        """
        if len(self._counts) >= self._sweep_at:
            kept = {
                client: count
                for client, count in self._counts.items()
                if count.ends > now
            }
            self._counts, self._sweep_at = kept, max(KEPT_CLIENTS, 2 * len(kept))


def client_of(scope: Scope) -> Client | None:
    """Return the client of a request: its key, or else its address.

    Return None for programs on this machine, which have no limit.
    """
    if not scope.get("client") or is_local(scope):
        return None
    key_id = scope["state"]["caller"].key_id
    if key_id is not None:
        return ("key", str(key_id))
    return ("address", _network_of(scope["client"][0]))


@lru_cache(KEPT_CLIENTS)
def _network_of(address: str) -> str:
    """Return an IPv4 address, or the /64 of an IPv6 address."""
    found = ip_of(address)
    if found is None:  # a host name, as in tests
        return address
    bits = 64 if isinstance(found, IPv6Address) else 32
    return str(ip_network((found, bits), strict=False))
