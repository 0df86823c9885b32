"""Counting how often each client asks, in the memory of this process."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from time import time
from typing import NamedTuple

from limits import RateLimitItem
from starlette.types import Scope

KEPT = 10_000  # clients, before those whose time is over are forgotten
Client = tuple[str, str]


class Count(NamedTuple):
    """How often a client has asked in its window, and when that ends."""

    requests: int
    ends: float


class Windows:
    """A window for each client, which begins with its first request.

    Not a storage of ``limits``: its one for memory starts a thread for a request, which
    costs more than many requests do, and looks through all clients again and again.
    """

    def __init__(self, rate: RateLimitItem) -> None:
        self._seconds = rate.get_expiry()
        self._counts: dict[Client, Count] = {}
        self._sweep_at = KEPT

    def add(self, client: Client) -> Count:
        """Count one request more, and return how many there are."""
        now = time()
        found = self._counts.get(client)
        if found is None or found.ends <= now:
            self._sweep(now)
            found = Count(0, now + self._seconds)
        count = self._counts[client] = Count(found.requests + 1, found.ends)
        return count

    def __len__(self) -> int:
        return len(self._counts)

    def _sweep(self, now: float) -> None:
        """Forget what is over, whenever twice as many are kept as were left."""
        if len(self._counts) >= self._sweep_at:
            kept = {
                one: count for one, count in self._counts.items() if count.ends > now
            }
            self._counts, self._sweep_at = kept, max(KEPT, 2 * len(kept))


def client_of(scope: Scope) -> Client | None:
    """Return whose requests count together: those of a key, else of an address.

    None where there is no limit: for this machine, whose own programs have it anyway.
    """
    address = _counted(scope["client"][0]) if scope.get("client") else None
    if address is None:
        return None
    key_id = scope["state"]["caller"].key_id
    return ("address", address) if key_id is None else ("key", str(key_id))


@lru_cache(KEPT)
def _counted(address: str) -> str | None:
    """Return an address, or the network that one customer has of IPv6."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:  # a name, as tests have
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return None
    bits = 64 if isinstance(found, IPv6Address) else 32
    return str(ip_network((found, bits), strict=False))
