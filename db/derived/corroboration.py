"""How many distinct articles, voices and origins stand on each side of a fact.

A *voice* is whoever stands at position 1 of a claim's chain, nearest the outlet; an
*origin* whoever stands at its last one, who holds what is claimed. Distinct does not
mean independent: of that, nothing is known here.

A claim is named if it has a chain and every step of it has a name. A voice is named if
it has one itself; an article if one of the claims in it is named. An origin that has a
name is known by it only if some named claim leads to it: otherwise somebody unnamed
stands between it and the reader, and it counts as ``via_unnamed``.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from db.derived.attributed import Stands, said_in
from db.derived.deduplication import Counted, Fold, Folding
from db.derived.fact_claims import Bearings
from db.derived.sides import SIDE_OF, SIDES, Side
from db.models.source import UNNAMED
from db.models.stance import StanceValue
from db.values.types import AnyRow

Known = Literal["named", "via_unnamed", "unnamed"]
Caution = Literal["single_origin", "unnamed_only"]


@dataclass(frozen=True)
class Tally:
    """What counts as one each, and how it is known."""

    counted: Sequence[Counted]
    known: Sequence[Known]

    @property
    def total(self) -> int:
        """Return how many there are."""
        return len(self.counted)

    def each(self) -> Iterator[tuple[Counted, Known]]:
        """Yield each one, and how it is known."""
        return zip(self.counted, self.known, strict=True)

    def count(self, known: Known) -> int:
        """Return how many of them are known like that."""
        return self.known.count(known)


@dataclass(frozen=True)
class Corroboration:
    """What stands on one side of a fact; every claim of it counts in each part."""

    side: Side
    stances: Mapping[StanceValue, int]
    claims: Mapping[int, Known | None]  # null: nobody is named or described
    articles: Tally
    voices: Tally
    origins: Tally

    @property
    def unattributed(self) -> Sequence[int]:
        """Return the claims that are attributed to nobody."""
        return [claim_id for claim_id, known in self.claims.items() if known is None]

    @property
    def warnings(self) -> Sequence[Caution]:
        """Return what a reader has to know before the numbers are believed."""
        found: list[Caution] = []
        if self.origins.total == 1:
            found.append("single_origin")
        if self.origins.total and not self.origins.count("named"):
            found.append("unnamed_only")
        return found


def corroborate(bearings: Bearings, folds: Collection[Fold]) -> list[Corroboration]:
    """Return what stands on each side of the fact that these claims bear on."""
    rows: dict[Side, list[AnyRow]] = {side: [] for side in SIDES}
    for row in sorted(bearings.rows, key=lambda row: (row.dated_at, row.claim_id)):
        rows[SIDE_OF[row.stance]].append(row)
    folding, names = Folding(bearings, folds), _Names(bearings)

    def folded(rows: Sequence[AnyRow], stands: Stands) -> list[Counted]:
        said = said_in(rows, bearings, reprints=folding.reprints, stands=stands)
        return folding.sources(said)

    return [
        Corroboration(
            side,
            _count_stances(side, own),
            {row.claim_id: names.of_claim(row.claim_id) for row in own},
            articles=_tally(folding.articles(own), names.in_claims),
            voices=_tally(
                folded(own, lambda step: step.position == 1), names.by_itself
            ),
            origins=_tally(folded(own, attrgetter("is_origin")), names.by_chains),
        )
        for side, own in rows.items()
    ]


def _count_stances(side: Side, rows: Iterable[AnyRow]) -> Mapping[StanceValue, int]:
    counts = Counter(row.stance for row in rows)
    return {stance: counts[stance] for stance in SIDES[side]}


class _Names:
    """Who of those in the chains of claims has a name."""

    def __init__(self, bearings: Bearings) -> None:
        sources = bearings.sources.values()
        self._unnamed = {one.id for one in sources if one.kind in UNNAMED}
        self._named_claims = {
            claim_id
            for claim_id, steps in bearings.steps.items()
            if self._unnamed.isdisjoint([step.source_id for step in steps])
        }
        self._steps = bearings.steps

    def of_claim(self, claim_id: int) -> Known | None:
        """Return whether every step of a claim has a name; null if it has no step."""
        if not self._steps.get(claim_id):
            return None
        return "named" if claim_id in self._named_claims else "unnamed"

    def in_claims(self, counted: Counted) -> Known:
        """Return whether one of the claims is named."""
        nowhere = self._named_claims.isdisjoint(counted.claims())
        return "unnamed" if nowhere else "named"

    def by_itself(self, counted: Counted) -> Known:
        """Return whether a source has a name: one counts under a name if it can."""
        return "unnamed" if counted.id in self._unnamed else "named"

    def by_chains(self, counted: Counted) -> Known:
        """Return whether a source has a name, and a named claim leads to it."""
        if self.by_itself(counted) == "unnamed":
            return "unnamed"
        return "named" if self.in_claims(counted) == "named" else "via_unnamed"


def _tally(counted: Sequence[Counted], known: Callable[[Counted], Known]) -> Tally:
    return Tally(counted, [known(one) for one in counted])
