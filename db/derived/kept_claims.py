"""Claims on facts that were read before, as a process keeps them."""

from collections import OrderedDict
from typing import NamedTuple

from db.derived.fact_claims import FactClaims
from db.values.viewer import Viewer

FEWEST = 200  # claims that are worth keeping: fewer are read as fast
MOST = 60_000  # claims that are kept in all, with some 1.7 kB each
Key = tuple[Viewer, str, int]  # who reads, the kind of the scope, and its record


class Kept(NamedTuple):
    """Claims, and the audit entry after which changes may have touched them.

    Where there are no claims, it is that before all others.
    """

    claims: FactClaims
    entry_id: int


class KeptClaims:
    """The claims that were asked for last, each time by one viewer."""

    def __init__(self, *, fewest: int = FEWEST, most: int = MOST) -> None:
        self._fewest, self._most = fewest, most
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def find(self, key: Key) -> Kept | None:
        """Return what is kept, if anything is."""
        return self._kept.get(key)

    def keep(self, key: Key, kept: Kept) -> None:
        """Keep claims instead of those before; forget the oldest of too many."""
        self._kept.pop(key, None)
        if self._fewest <= len(kept.claims.rows) <= self._most:
            self._kept[key] = kept
        while sum(len(one.claims.rows) for one in self._kept.values()) > self._most:
            self._kept.popitem(last=False)
