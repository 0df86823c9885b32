"""A cache of claims on facts, for each server process."""

from collections import OrderedDict
from typing import NamedTuple

from db.derived.fact_claims import FactClaims
from db.values.viewer import Viewer

MIN_CLAIMS = 200  # claims of a cached entry: fewer are read as fast
MAX_CLAIMS = 45_000  # claims in the cache, with about 1.5 kB each
Key = tuple[Viewer, str, int]  # the viewer, the kind of the scope, and its record


class CachedClaims(NamedTuple):
    """Cached claims, and the last audit entry that they include.

    For an empty scope, it is the entry before all others.
    """

    claims: FactClaims
    entry_id: int


class ClaimCache:
    """The claims that were read last, each entry for one viewer."""

    def __init__(
        self, *, min_claims: int = MIN_CLAIMS, max_claims: int = MAX_CLAIMS
    ) -> None:
        self._min, self._max = min_claims, max_claims
        self._entries: OrderedDict[Key, CachedClaims] = OrderedDict()

    def find(self, key: Key) -> CachedClaims | None:
        """Return the cached claims of a key, if there are any."""
        return self._entries.get(key)

    def store(self, key: Key, entry: CachedClaims) -> None:
        """Store claims under a key; evict the oldest ones if the cache is full."""
        self._entries.pop(key, None)
        if self._min <= len(entry.claims.rows) <= self._max:
            self._entries[key] = entry
        while sum(len(one.claims.rows) for one in self._entries.values()) > self._max:
            self._entries.popitem(last=False)
