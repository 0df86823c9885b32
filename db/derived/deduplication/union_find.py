"""Sources that count as one, found by joining two groups at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from db.derived.deduplication.counted import Fold

Apart = Mapping[int, Collection[int]]  # of each source those that are different


class UnionFind:
    """Sources that count as one, and the first rule that joined each of them.

    Groups are not joined if a source of one is kept ``apart`` from one of the other.
    """

    def __init__(self, apart: Apart) -> None:
        self._apart = apart
        self._parents: dict[int, int] = {}
        self._members: dict[int, set[int]] = {}  # of each root, if there are others
        self.reasons: dict[int, Fold] = {}  # of sources that were joined into another
        self._target_reasons: dict[int, Fold] = {}  # of those that others joined

    def join(self, sources: Iterable[int], *, into: int, reason: Fold) -> None:
        """Join sources, and all that they were joined with, into another one."""
        for one in sorted(sources):
            if one != into:
                self._join_two(one, into, reason)

    def join_each(self, sources: Sequence[int], *, reason: Fold) -> None:
        """Join each source with the first one before it that it may be joined with."""
        # One of each group is tried: the same holds for all that were joined with it.
        firsts: list[int] = []
        for one in sources:
            if not any(self._join_two(one, into, reason) for into in firsts):
                firsts.append(one)

    def lend(self, source_id: int, to: int) -> bool:
        """Let a group also stand for what another source said.

        Return false if that source is kept apart from one of the group.
        """
        members = self._members.setdefault(self.root(to), {self.root(to)})
        if not members.isdisjoint(self._apart.get(source_id, ())):
            return False
        members.add(source_id)
        return True

    def root(self, source_id: int) -> int:
        """Return the same source for all sources that count as one."""
        parents = self._parents
        while (parent := parents.get(source_id)) is not None:
            parents[source_id] = parents.get(parent, parent)  # path halving
            source_id = parent
        return source_id

    def reason(self, source_id: int) -> Fold:
        """Return the rule by which a source counts with others."""
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
        """Return the roots of two groups, that of the smaller group first."""
        return sorted(roots, key=lambda one: len(self._members.get(one, ())))

    def _are_apart(self, root: int, target: int) -> bool:
        if not self._apart:
            return False
        few, many = (
            self._members.get(one, {one}) for one in self._by_size(root, target)
        )
        return any(not many.isdisjoint(self._apart.get(one, ())) for one in few)
