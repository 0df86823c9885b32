"""Which articles and sources count as one on one side of a fact.

The same source is counted once. Beyond that there are three rules, each of which can be
left out; a rule joins only what is present on the same side:

* ``reprint``: an article and its reprints, also reprints of reprints. In them, unnamed
  sources of the same kind, name and ordinal are the same. An outlet that speaks in its
  own voice in a reprint repeats the outlet of the original article, or, if that is not
  present on this side, the outlet of the first reprint.
* ``member_of``: an organisation or a group, and its members.
* ``group_in_article``: an unnamed group, and unnamed people or groups of the same
  organisation in the same article. A vague group ("the sources stressed") is some of
  the unnamed sources of its article: it counts as the first group, or the first source,
  among them, and does not join the others with each other.

A folded source is counted under the source into which it was folded.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from db.derived.attributed import AttributedClaims, ClaimIds
from db.derived.fact_claims import FactClaims
from db.derived.reprints import Reprints, find_reprints
from db.queries.fact_claims import ChainSourceRow, FactClaimRow

Fold = Literal["reprint", "member_of", "group_in_article"]

FOLDS: tuple[Fold, ...] = get_args(Fold)
GROUP = "anonymous_group"
# Folded names of groups that describe nobody.
VAGUE = frozenset(
    f"{which}{who}"
    for which in ("", "the ", "these ", "those ", "both ", "all ", "all the ")
    for who in ("sources", "officials")
)


@dataclass(slots=True)
class Folded:
    """An article or a source that counts under another id, with its claims."""

    id: int
    reason: Fold
    claim_ids: Sequence[int]


@dataclass(slots=True)
class Counted:
    """An article or a source that counts as one, with its own claims."""

    id: int
    claim_ids: Sequence[int]
    folded: Sequence[Folded] = ()

    def claims(self) -> Iterator[int]:
        """Yield its own claims and those of what was folded into it."""
        yield from self.claim_ids
        for one in self.folded:
            yield from one.claim_ids


class UnionFind:
    """Sources that count as one, and the first rule that joined each of them."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}
        self.reasons: dict[int, Fold] = {}  # of sources that were joined into another
        self._target_reasons: dict[int, Fold] = {}  # of those that others joined

    def join(self, sources: Iterable[int], *, into: int, reason: Fold) -> None:
        """Join sources, and all that they were joined with, into another one."""
        for one in sources:
            if one != into:
                self.reasons.setdefault(one, reason)
                self._target_reasons.setdefault(into, reason)
                root, target = self.root(one), self.root(into)
                if root != target:
                    self._parents[root] = target

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


class Deduplication:
    """The rules that ``folds`` names, for the claims on one fact."""

    def __init__(self, fact_claims: FactClaims, folds: Collection[Fold]) -> None:
        self._sources = fact_claims.sources
        reprinted = "reprint" in folds
        self.reprints = find_reprints(fact_claims) if reprinted else Reprints()
        self._affiliations: Mapping[int, list[int]] = defaultdict(list)
        self._members: Mapping[int, list[int]] = defaultdict(list)
        for one in fact_claims.affiliations:
            self._affiliations[one.source_id].append(one.organisation_id)
            if one.relation == "member_of":
                self._members[one.source_id].append(one.organisation_id)
        printed = self._unnamed_by_root()
        self._reprinted = _roots_of(printed, _from_several_articles)
        self._grouped = _roots_of(printed, _with_a_group)
        rules: Mapping[Fold, Callable[[UnionFind, ClaimIds], None]] = {
            "reprint": self._join_reprinted,
            "member_of": self._join_members,
            "group_in_article": self._join_groups,
        }
        self._rules = [rule for fold, rule in rules.items() if fold in folds]

    def sources(self, attributed: AttributedClaims) -> list[Counted]:
        """Fold the sources of claims; return them in the order of appearance."""
        joined, own = UnionFind(), attributed.own
        for rule in self._rules:
            rule(joined, own)
        groups: dict[int, list[int]] = defaultdict(list)
        for source_id in own:
            groups[joined.root(source_id)].append(source_id)
        counted = {
            root: self._counted(group, own, joined)
            if len(group) > 1
            else Counted(root, own[root])
            for root, group in groups.items()
        }
        for (outlet_id, original), claim_ids in attributed.repeated.items():
            _add_repeated(counted[joined.root(original)], outlet_id, claim_ids)
        return list(counted.values())

    def articles(self, rows: Iterable[FactClaimRow]) -> list[Counted]:
        """Fold the articles of these rows: an original and its reprints are one."""
        claims: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            claims[row.article_id].append(row.claim_id)
        groups: dict[int, list[int]] = defaultdict(list)
        for article_id in claims:
            groups[self.reprints.root(article_id)].append(article_id)
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

    def _counted(
        self, group: Sequence[int], claims: ClaimIds, joined: UnionFind
    ) -> Counted:
        """Count a group under a named source, if possible one that joined no other."""

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
        """Return the unnamed sources of each original article and its reprints."""
        printed: dict[int, list[ChainSourceRow]] = defaultdict(list)
        for source in self._sources.values():
            if source.article_id is not None:
                printed[self.reprints.root(source.article_id)].append(source)
        return printed

    def _join_reprinted(self, joined: UnionFind, claims: ClaimIds) -> None:
        same: dict[tuple[int, str, str, int], list[int]] = defaultdict(list)
        for source_id in self._reprinted.keys() & claims.keys():
            source, root = self._sources[source_id], self._reprinted[source_id]
            same[root, source.kind, source.folded, source.ordinal].append(source_id)
        for source_ids in same.values():
            if len(source_ids) > 1:
                first = min(source_ids, key=self._rank)
                joined.join(source_ids, into=first, reason="reprint")

    def _join_members(self, joined: UnionFind, claims: ClaimIds) -> None:
        for member_id in self._members.keys() & claims.keys():
            for organisation_id in self._members[member_id]:
                if organisation_id in claims:
                    joined.join([member_id], into=organisation_id, reason="member_of")

    def _join_groups(self, joined: UnionFind, claims: ClaimIds) -> None:
        printed: dict[int, list[ChainSourceRow]] = defaultdict(list)
        for source_id in self._grouped.keys() & claims.keys():
            printed[self._grouped[source_id]].append(self._sources[source_id])
        for sources in printed.values():
            if len(sources) > 1 and _with_a_group(sources):
                self._join_groups_of(joined, sources)

    def _join_groups_of(
        self, joined: UnionFind, sources: Sequence[ChainSourceRow]
    ) -> None:
        """Join the unnamed sources of one article."""
        belonging: dict[int, list[ChainSourceRow]] = defaultdict(list)
        for source in sources:
            for organisation_id in self._affiliations.get(source.id, ()):
                belonging[organisation_id].append(source)
        for people in belonging.values():
            group = min(people, key=_group_first)
            if group.kind == GROUP:
                ids = [source.id for source in people]
                joined.join(ids, into=group.id, reason="group_in_article")
        if vague := [source.id for source in sources if self._is_vague(source)]:
            telling = [source for source in sources if source.id not in vague]
            first = min(telling or sources, key=_group_first)
            joined.join(vague, into=first.id, reason="group_in_article")

    def _is_vague(self, source: ChainSourceRow) -> bool:
        """Return whether nothing describes a group.

        The second group of a name in an article ("other sources") is not vague.
        """
        return (
            source.kind == GROUP
            and source.folded in VAGUE
            and source.ordinal == 1
            and source.id not in self._affiliations
        )

    def _rank(self, source_id: int) -> tuple[tuple[int, int], int]:
        """Return a sort key by which unnamed sources precede those of reprints."""
        article_id = self._sources[source_id].article_id or 0  # all are unnamed
        return self.reprints.rank(article_id), source_id


def _roots_of(
    printed: Mapping[int, Sequence[ChainSourceRow]],
    wanted: Callable[[Sequence[ChainSourceRow]], bool],
) -> Mapping[int, int]:
    """Return the roots of the articles of the unnamed sources that are wanted."""
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
    """Count claims in which an outlet repeats another, or finally itself."""
    if outlet_id == counted.id:
        counted.claim_ids = [*counted.claim_ids, *claim_ids]
    else:
        folded = Folded(outlet_id, "reprint", claim_ids)
        counted.folded = [*counted.folded, folded]
