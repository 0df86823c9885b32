"""The rules that fold articles and sources into one."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from db.derived.attributed import AttributedClaims, ClaimIds
from db.derived.deduplication.affiliations import Affiliations
from db.derived.deduplication.counted import Counted, Fold, Folded
from db.derived.deduplication.union_find import Apart, UnionFind
from db.derived.fact_claims import FactClaims
from db.derived.reprints import find_reprints
from db.models.source import ANONYMOUS, UNNAMED
from db.queries.fact_claims import ChainSourceRow, ChainStepRow, FactClaimRow

GROUP = "anonymous_group"
RepeatedIds = Mapping[
    tuple[int, int], list[int]
]  # by the outlet and the repeated outlet
# Folded names of groups without any description.
VAGUE = frozenset(
    f"{which}{who}"
    for which in ("", "the ", "these ", "those ", "both ", "all ", "all the ")
    for who in ("sources", "officials")
)


class Deduplication:
    """The rules in ``folds``, for the claims on one fact."""

    def __init__(
        self,
        fact_claims: FactClaims,
        folds: Collection[Fold],
        different: Iterable[tuple[int, int]] = (),
    ) -> None:
        self._sources, self._steps = fact_claims.sources, fact_claims.steps
        self._apart = _apart(different)
        self.reprints = find_reprints(fact_claims, folded="reprint" in folds)
        self._affiliations = Affiliations(fact_claims)
        printed = self._unnamed_by_root()
        self._reprinted = _roots_of(printed, _from_several_articles)
        self._grouped = _roots_of(printed, _with_a_group)
        rules: Mapping[Fold, Callable[[UnionFind, ClaimIds], None]] = {
            "reprint": self._join_reprinted,
            "member_of": self._join_members,
            "group_in_article": self._join_groups,
            "same_relay": self._join_relayed,
        }
        self._rules = [rule for fold, rule in rules.items() if fold in folds]

    def sources(self, attributed: AttributedClaims) -> list[Counted]:
        """Fold the sources of claims; return them in order of appearance."""
        joined, own = UnionFind(self._apart), dict(attributed.own)
        repeated = _lent(joined, own, attributed.repeated)
        for rule in self._rules:
            rule(joined, own)
        groups = _grouped(own, joined.root)
        counted = {
            root: self._counted(group, own, joined)
            if len(group) > 1
            else Counted(root, own[root])
            for root, group in groups.items()
        }
        for (outlet_id, original), claim_ids in repeated.items():
            _add_repeated(counted[joined.root(original)], outlet_id, claim_ids)
        return list(counted.values())

    def articles(self, rows: Iterable[FactClaimRow]) -> list[Counted]:
        """Fold the articles of these rows: reprints count as their original."""
        claims = self._claims_by_article(rows)
        groups = _grouped(claims, self.reprints.root)
        return [
            Counted(
                first := min(group, key=self.reprints.rank),
                claims[first],
                [Folded(one, "reprint", claims[one]) for one in group if one != first],
            )
            if len(group) > 1
            else Counted(group[0], claims[group[0]])
            for group in groups.values()
        ]

    def _claims_by_article(self, rows: Iterable[FactClaimRow]) -> ClaimIds:
        """Return claims by article; merged articles share one key.

        The key is the survivor, if it has claims itself.
        """
        claims: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            claims[row.article_id].append(row.claim_id)
        found: dict[int, list[int]] = {}
        survivor = self.reprints.survivor
        for survivor_id, group in _grouped(claims, survivor).items():
            first = survivor_id if survivor_id in claims else min(group)
            found[first] = [claim_id for one in group for claim_id in claims[one]]
        return found

    def _counted(
        self, group: Sequence[int], claims: ClaimIds, joined: UnionFind
    ) -> Counted:
        """Count a group under a named source, preferably under an unjoined one."""

        def rank(source_id: int) -> tuple[bool, bool, int]:
            unnamed = self._sources[source_id].article_id is not None
            return unnamed, source_id in joined.reasons, source_id

        first = min(group, key=rank)
        folded = [
            Folded(one, joined.reason(one), claims[one])
            for one in group
            if one != first
        ]
        return Counted(first, claims[first], folded)

    def _unnamed_by_root(self) -> Mapping[int, list[ChainSourceRow]]:
        """Return the unnamed sources of each original article and of its reprints."""
        printed: dict[int, list[ChainSourceRow]] = defaultdict(list)
        for source in self._sources.values():
            if source.article_id is not None:
                printed[self.reprints.root(source.article_id)].append(source)
        return printed

    def _join_reprinted(self, joined: UnionFind, claims: ClaimIds) -> None:
        same: dict[tuple[int, str, str, int], list[int]] = defaultdict(list)
        for source_id in sorted(self._reprinted.keys() & claims.keys()):
            source, root = self._sources[source_id], self._reprinted[source_id]
            same[root, source.kind, source.folded, source.ordinal].append(source_id)
        for source_ids in same.values():
            joined.join_each(sorted(source_ids, key=self._rank), reason="reprint")

    def _join_members(self, joined: UnionFind, claims: ClaimIds) -> None:
        for member_id in sorted(self._affiliations.sources() & claims.keys()):
            known = self._affiliations.of(member_id, claims[member_id], "member_of")
            for organisation_id in known:
                if organisation_id in claims:
                    joined.join([member_id], into=organisation_id, reason="member_of")

    def _join_groups(self, joined: UnionFind, claims: ClaimIds) -> None:
        printed: dict[int, list[ChainSourceRow]] = defaultdict(list)
        for source_id in sorted(self._grouped.keys() & claims.keys()):
            printed[self._grouped[source_id]].append(self._sources[source_id])
        for sources in printed.values():
            if len(sources) > 1 and _with_a_group(sources):
                self._join_groups_of(joined, sources, claims)

    def _join_groups_of(
        self, joined: UnionFind, sources: Sequence[ChainSourceRow], claims: ClaimIds
    ) -> None:
        """Join the unnamed sources of one article."""
        belonging: dict[int, list[ChainSourceRow]] = defaultdict(list)
        for source in sources:
            for organisation_id in self._affiliations.of(source.id, claims[source.id]):
                belonging[organisation_id].append(source)
        for people in belonging.values():
            group = min(people, key=_group_first)
            if group.kind == GROUP:
                ids = [source.id for source in people]
                joined.join(ids, into=group.id, reason="group_in_article")
        self._join_vague(joined, sources)

    def _join_vague(self, joined: UnionFind, sources: Sequence[ChainSourceRow]) -> None:
        """Join the vague groups of an article with a described source."""
        if vague := {source.id for source in sources if self._is_vague(source)}:
            telling = [source for source in sources if source.id not in vague]
            first = min(telling or sources, key=_group_first)
            joined.join(vague, into=first.id, reason="group_in_article")

    def _join_relayed(self, joined: UnionFind, claims: ClaimIds) -> None:
        same: dict[tuple[int, str, str, int], list[int]] = defaultdict(list)
        for source_id in sorted(claims):
            source = self._sources[source_id]
            if source.kind in ANONYMOUS:
                descriptor = source.kind, source.folded, source.ordinal
                for relay_id in self._relays(source_id, claims[source_id]):
                    same[relay_id, *descriptor].append(source_id)
        for _, source_ids in sorted(same.items()):
            joined.join_each(source_ids, reason="same_relay")

    def _relays(self, source_id: int, claim_ids: Iterable[int]) -> set[int]:
        """Return the named sources between the outlets and a source."""
        found = set()
        for claim_id in claim_ids:
            found |= _nearer_to_outlet(self._steps[claim_id], source_id)
        return {one for one in found if self._sources[one].kind not in UNNAMED}

    def _is_vague(self, source: ChainSourceRow) -> bool:
        """Return whether a group has no description.

        The second group with the same name in an article ("other sources") is not
        vague.
        """
        return (
            source.kind == GROUP
            and source.folded in VAGUE
            and source.ordinal == 1
            and source.id not in self._affiliations
        )

    def _rank(self, source_id: int) -> tuple[tuple[int, int], int]:
        """Return a sort key that puts unnamed sources before those of reprints."""
        article_id = self._sources[source_id].article_id or 0  # all are unnamed
        return self.reprints.rank(article_id), source_id


def _nearer_to_outlet(chain: Sequence[ChainStepRow], source_id: int) -> set[int]:
    """Return the sources of a chain at earlier positions than a source."""
    (at, *_) = (one.position for one in chain if one.source_id == source_id)
    return {one.source_id for one in chain if one.position < at}


def _grouped(ids: Iterable[int], root: Callable[[int], int]) -> Mapping[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for one in ids:
        groups[root(one)].append(one)
    return groups


def _lent(
    joined: UnionFind, own: dict[int, list[int]], repeated: RepeatedIds
) -> RepeatedIds:
    """Move repeated claims to the repeated outlet; return the others as its own."""
    lent = dict(repeated)
    for (outlet_id, original), claim_ids in sorted(repeated.items()):
        if not joined.lend(outlet_id, to=original):
            own[outlet_id] = [*own.get(outlet_id, ()), *claim_ids]
            del lent[outlet_id, original]
    return lent


def _apart(different: Iterable[tuple[int, int]]) -> Apart:
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in different:
        found[one].add(other)
        found[other].add(one)
    return found


def _roots_of(
    printed: Mapping[int, Sequence[ChainSourceRow]],
    wanted: Callable[[Sequence[ChainSourceRow]], bool],
) -> Mapping[int, int]:
    """Return the root of the article of each wanted unnamed source."""
    return {
        source.id: root
        for root, sources in printed.items()
        if len(sources) > 1 and wanted(sources)
        for source in sources
    }


def _from_several_articles(sources: Sequence[ChainSourceRow]) -> bool:
    return any(source.article_id != sources[0].article_id for source in sources)


def _with_a_group(sources: Sequence[ChainSourceRow]) -> bool:
    return any(source.kind == GROUP for source in sources)


def _group_first(source: ChainSourceRow) -> tuple[bool, int]:
    return source.kind != GROUP, source.id


def _add_repeated(counted: Counted, outlet_id: int, claim_ids: Sequence[int]) -> None:
    """Count the claims in which an outlet repeats another, or finally itself."""
    if outlet_id == counted.id:
        counted.claim_ids.extend(claim_ids)
    else:
        counted.folded.append(Folded(outlet_id, "reprint", claim_ids))
