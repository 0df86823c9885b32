"""Disjoint sets of sources that count as one."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from db.derived.deduplication.counted import Fold

Apart = Mapping[int, Collection[int]]  # the different sources of each source


class UnionFind:
    """A union-find of sources, with the first rule that joined each source.

    Two sets are not joined if they contain sources that are ``apart``.
    """

    def __init__(self, apart: Apart) -> None:
        self._apart = apart
        self._parents: dict[int, int] = {}
        self._members: dict[
            int, set[int]
        ] = {}  # of each root with more than one member
        self.reasons: dict[
            int, Fold
        ] = {}  # of each source that was joined into another
        self._target_reasons: dict[
            int, Fold
        ] = {}  # of each source that others were joined into

    def join(self, sources: Iterable[int], *, into: int, reason: Fold) -> None:
        """Join sources, with their sets, into another source."""
        for one in sorted(sources):
            if one != into:
                self._join_two(one, into, reason)

    def join_each(self, sources: Sequence[int], *, reason: Fold) -> None:
        """Join each source with the first earlier source that it may be joined with."""
        # One member of each set is tried: the result is the same for its other members.
        firsts: list[int] = []
        for one in sources:
            if not any(self._join_two(one, into, reason) for into in firsts):
                firsts.append(one)

    def lend(self, source_id: int, to: int) -> bool:
        """Let the set of ``to`` also count the claims of another source.

        Return False if the sets are apart.
        """
        members = self._members.setdefault(self.root(to), {self.root(to)})
        if not members.isdisjoint(self._apart.get(source_id, ())):
            return False
        members.add(source_id)
        return True

    def root(self, source_id: int) -> int:
        """Return the representative of the set of a source."""
        parents = self._parents
        while (parent := parents.get(source_id)) is not None:
            parents[source_id] = parents.get(parent, parent)  # path halving
            source_id = parent
        return source_id

    def reason(self, source_id: int) -> Fold:
        """Return the rule that joined a source with others."""
        return self.reasons.get(source_id) or self._target_reasons[source_id]

    def _join_two(self, one: int, into: int, reason: Fold) -> bool:
        root, target = self.root(one), self.root(into)
        if root != target and self._are_apart(root, target):
            return False
        self.reasons.setdefault(one, reason)
        self._target_reasons.setdefault(into, reason)
        if root != target:
            smaller, larger = self._by_size(root, target)
            self._parents[smaller] = larger
            joined = self._members.pop(smaller, {smaller})
            self._members.setdefault(larger, {larger}).update(joined)
        return True

    def _by_size(self, *roots: int) -> Sequence[int]:
        """Return two roots, the root of the smaller set first."""
        return sorted(roots, key=lambda one: len(self._members.get(one, ())))

    def _are_apart(self, root: int, target: int) -> bool:
        if not self._apart:
            return False
        few, many = (
            self._members.get(one, {one}) for one in self._by_size(root, target)
        )
        return any(not many.isdisjoint(self._apart.get(one, ())) for one in few)
