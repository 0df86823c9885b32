"""Who counts as one among those who stand on one side of a fact.

Whoever is the same source is counted once. Beyond that there are three rules, each of
which can be left out; a rule joins only what is present on the same side:

* ``reprint``: an article and those that reprint it, through whatever others. In them,
  unnamed sources of the same kind, name and ordinal are the same; and where an outlet
  speaks in its own voice in a reprint, that is the voice of the outlet whose article
  it is, or, if that stands nowhere else on this side, of the first that reprints it.
* ``member_of``: an organisation or a group, and its members.
* ``group_in_article``: an unnamed group, and unnamed people or groups of the same
  organisation in the same article. A group that nothing is known of ("the sources
  stressed") is some of the unnamed sources of its article: it counts as the first
  group, or the first source, among them, and does not make one of the others.

What was folded is counted under the one it was folded into.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from db.derived.attributed import Claims, Said
from db.derived.fact_claims import Bearings
from db.derived.reprints import Reprints, reprints_in
from db.values.types import AnyRow

Fold = Literal["reprint", "member_of", "group_in_article"]

FOLDS: tuple[Fold, ...] = get_args(Fold)
GROUP = "anonymous_group"
# Folded names of groups that say nothing but that they were heard of before.
VAGUE = frozenset(
    f"{which}{who}"
    for which in ("", "the ", "these ", "those ", "both ", "all ", "all the ")
    for who in ("sources", "officials")
)


@dataclass(slots=True)
class Folded:
    """What counts under another id, with the claims that it stands in."""

    id: int
    reason: Fold
    claim_ids: Sequence[int]


@dataclass(slots=True)
class Counted:
    """What counts as one, with the claims that it stands in itself."""

    id: int
    claim_ids: Sequence[int]
    folded: Sequence[Folded] = ()

    def claims(self) -> Iterator[int]:
        """Yield all claims that count for it."""
        yield from self.claim_ids
        for one in self.folded:
            yield from one.claim_ids


class _Joined:
    """Sources that count as one, and by which rule: the first that joined them."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}
        self.reasons: dict[int, Fold] = {}  # of those that were folded
        self._met: dict[int, Fold] = {}  # of those that they were folded into

    def join(self, sources: Iterable[int], *, into: int, reason: Fold) -> None:
        """Let sources, and all they were joined with, count as one with another."""
        for one in sources:
            if one != into:
                self.reasons.setdefault(one, reason)
                self._met.setdefault(into, reason)
                below, top = self.top(one), self.top(into)
                if below != top:
                    self._above[below] = top

    def top(self, source_id: int) -> int:
        """Return the same source for all that count as one."""
        above = self._above
        while (over := above.get(source_id)) is not None:
            above[source_id] = above.get(over, over)  # a shorter way for the next one
            source_id = over
        return source_id

    def reason(self, source_id: int) -> Fold:
        """Return by which rule a source came to count with others."""
        return self.reasons.get(source_id) or self._met[source_id]


class Folding:
    """The rules that ``folds`` names, for claims that bear on one fact."""

    def __init__(self, bearings: Bearings, folds: Collection[Fold]) -> None:
        self._sources = bearings.sources
        self.reprints = reprints_in(bearings) if "reprint" in folds else Reprints()
        self._ties: Mapping[int, list[int]] = defaultdict(list)
        self._members: Mapping[int, list[int]] = defaultdict(list)
        for tie in bearings.ties:
            self._ties[tie.source_id].append(tie.organisation_id)
            if tie.relation == "member_of":
                self._members[tie.source_id].append(tie.organisation_id)
        printed = self._printed()
        self._reprinted = _roots_of(printed, _from_several_articles)
        self._grouped = _roots_of(printed, _with_a_group)
        rules: Mapping[Fold, Callable[[_Joined, Claims], None]] = {
            "reprint": self._join_reprinted,
            "member_of": self._join_members,
            "group_in_article": self._join_groups,
        }
        self._rules = [rule for fold, rule in rules.items() if fold in folds]

    def sources(self, said: Said) -> list[Counted]:
        """Fold who says what; they are counted in the order in which they appear."""
        joined = _Joined()
        for rule in self._rules:
            rule(joined, said.own)
        groups: dict[int, list[int]] = defaultdict(list)
        for source_id in said.own:
            groups[joined.top(source_id)].append(source_id)
        counted = {
            top: self._counted(group, said.own, joined)
            if len(group) > 1
            else Counted(top, said.own[top])
            for top, group in groups.items()
        }
        for (outlet_id, voice), claim_ids in said.lent.items():
            _add_lent(counted[joined.top(voice)], outlet_id, claim_ids)
        return list(counted.values())

    def articles(self, rows: Iterable[AnyRow]) -> list[Counted]:
        """Fold the articles of these rows: those that reprint the same one are one."""
        claims: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            claims[row.article_id].append(row.claim_id)
        groups: dict[int, list[int]] = defaultdict(list)
        for article_id in claims:
            groups[self.reprints.root(article_id)].append(article_id)
        return [
            Counted(
                first := min(group, key=self.reprints.nearness),
                claims[first],
                [Folded(one, "reprint", claims[one]) for one in group if one != first],
            )
            if len(group) > 1
            else Counted(group[0], claims[group[0]])
            for group in groups.values()
        ]

    def _counted(
        self, group: Sequence[int], claims: Claims, joined: _Joined
    ) -> Counted:
        """Count a group under a named one, rather one that was folded into no other."""

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

    def _printed(self) -> Mapping[int, list[AnyRow]]:
        """Return the unnamed sources of each article, and of those that reprint it."""
        printed: dict[int, list[AnyRow]] = defaultdict(list)
        for source in self._sources.values():
            if source.article_id is not None:
                printed[self.reprints.root(source.article_id)].append(source)
        return printed

    def _join_reprinted(self, joined: _Joined, claims: Claims) -> None:
        same: dict[tuple[int, str, str, int], list[int]] = defaultdict(list)
        for source_id in self._reprinted.keys() & claims.keys():
            source, root = self._sources[source_id], self._reprinted[source_id]
            same[root, source.kind, source.folded, source.ordinal].append(source_id)
        for source_ids in same.values():
            if len(source_ids) > 1:
                first = min(source_ids, key=self._place)
                joined.join(source_ids, into=first, reason="reprint")

    def _join_members(self, joined: _Joined, claims: Claims) -> None:
        for member_id in self._members.keys() & claims.keys():
            for organisation_id in self._members[member_id]:
                if organisation_id in claims:
                    joined.join([member_id], into=organisation_id, reason="member_of")

    def _join_groups(self, joined: _Joined, claims: Claims) -> None:
        printed: dict[int, list[AnyRow]] = defaultdict(list)
        for source_id in self._grouped.keys() & claims.keys():
            printed[self._grouped[source_id]].append(self._sources[source_id])
        for sources in printed.values():
            if len(sources) > 1 and _with_a_group(sources):
                self._join_groups_of(joined, sources)

    def _join_groups_of(self, joined: _Joined, sources: Sequence[AnyRow]) -> None:
        """Join the unnamed sources of one article."""
        belonging: dict[int, list[AnyRow]] = defaultdict(list)
        for source in sources:
            for organisation_id in self._ties.get(source.id, ()):
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

    def _is_vague(self, source: AnyRow) -> bool:
        """Return whether nothing is known of a group but that it was heard of before.

        The second group of its name in an article, "other sources", is another one.
        """
        return (
            source.kind == GROUP
            and source.folded in VAGUE
            and source.ordinal == 1
            and source.id not in self._ties
        )

    def _place(self, source_id: int) -> tuple[tuple[int, int], int]:
        """Return what sorts unnamed sources before those of reprints."""
        article_id = self._sources[source_id].article_id
        return self.reprints.nearness(article_id), source_id


def _roots_of(
    printed: Mapping[int, Sequence[AnyRow]], wanted: Callable[[Sequence[AnyRow]], bool]
) -> Mapping[int, int]:
    """Return, by source, the roots of articles whose unnamed sources are wanted."""
    return {
        source.id: root
        for root, sources in printed.items()
        if len(sources) > 1 and wanted(sources)
        for source in sources
    }


def _from_several_articles(sources: Sequence[AnyRow]) -> bool:
    return any(source.article_id != sources[0].article_id for source in sources)


def _with_a_group(sources: Sequence[AnyRow]) -> bool:
    return any(source.kind == GROUP for source in sources)


def _group_first(source: AnyRow) -> tuple[bool, int]:
    return source.kind != GROUP, source.id


def _add_lent(counted: Counted, outlet_id: int, claim_ids: Sequence[int]) -> None:
    """Count claims in which an outlet lends its voice, be it to itself in the end."""
    if outlet_id == counted.id:
        counted.claim_ids = [*counted.claim_ids, *claim_ids]
    else:
        folded = Folded(outlet_id, "reprint", claim_ids)
        counted.folded = [*counted.folded, folded]
