"""Counts the distinct articles, voices and origins on each side of a fact.

A *voice* is a source at position 1 of a claim's chain, nearest to the outlet. An
*origin* is a source at the last position, the source of the content. Distinct does not
mean independent: independence is unknown here.

A claim is named if it has a chain and every source in the chain has a name. A voice is
named if it has a name, and an article if one of its claims is named. An origin with a
name counts as named only if it is the origin of a named claim. Otherwise an unnamed
source is between it and the reader in every chain, and it counts as ``via_unnamed``.

A source with an unknown identity is neither named nor unnamed: it is ``unresolved``. A
claim is unresolved if its chain has such a source and no unnamed source.
"""

from collections import Counter
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
    Set,
)
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from db.derived.attributed import IsWanted, attribute_claims
from db.derived.deduplication import Counted, Deduplication, Fold
from db.derived.fact_claims import FactClaims
from db.derived.retractions import Retractions, find_retractions, without_retracted
from db.derived.sides import SIDE_OF, SIDES, Side
from db.models.source import ANONYMOUS, UNNAMED, UNRESOLVED
from db.models.stance import StanceValue
from db.queries.fact_claims import ChainStepRow, FactClaimRow, RetractionRow

Naming = Literal["named", "via_unnamed", "unnamed", "unresolved"]
Caution = Literal["single_origin", "unnamed_only"]


@dataclass(frozen=True)
class Tally:
    """The counted articles or sources, and whether each is named."""

    counted: Sequence[Counted]
    known: Sequence[Naming]

    @property
    def total(self) -> int:
        """Return how many there are."""
        return len(self.counted)

    def each(self) -> Iterator[tuple[Counted, Naming]]:
        """Yield each one, and whether it is named."""
        return zip(self.counted, self.known, strict=True)

    def count(self, known: Naming) -> int:
        """Return how many of them have this kind of name."""
        return self.known.count(known)


@dataclass(frozen=True)
class Corroboration:
    """The counts on one side of a fact; every claim counts in each part."""

    side: Side
    stances: Mapping[StanceValue, int]
    claims: Mapping[int, Naming | None]  # null if the claim has no chain
    articles: Tally
    voices: Tally
    origins: Tally
    # Retracted claims, which do not count: by source, and by the kind of retraction.
    retracted: Sequence[tuple[int, RetractionRow]] = ()
    in_retracted_articles: Sequence[int] = ()  # claims that do not count either

    @property
    def unattributed(self) -> Sequence[int]:
        """Return the claims without a chain."""
        return [claim_id for claim_id, known in self.claims.items() if known is None]

    @property
    def warnings(self) -> Sequence[Caution]:
        """Return warnings that readers need with the numbers."""
        found: list[Caution] = []
        if self.origins.total == 1:
            found.append("single_origin")
        if self.origins.total and not self.origins.count("named"):
            found.append("unnamed_only")
        return found


def corroborate(
    fact_claims: FactClaims,
    folds: Collection[Fold],
    different: Iterable[tuple[int, int]] = (),
) -> list[Corroboration]:
    """Count articles, voices and origins on each side of a fact.

    Pairs of sources in ``different`` are never folded.
    """
    retractions = find_retractions(fact_claims)
    retracted = _retracted(fact_claims, retractions)
    fact_claims = without_retracted(fact_claims, retractions)
    gone = _by_side(row for row in fact_claims.rows if row.is_article_retracted)
    rows = _by_side(row for row in fact_claims.rows if not row.is_article_retracted)
    rules, names = Deduplication(fact_claims, folds, different), _Names(fact_claims)

    def sources(rows: Sequence[FactClaimRow], is_wanted: IsWanted) -> list[Counted]:
        return rules.sources(
            attribute_claims(
                rows, fact_claims, reprints=rules.reprints, is_wanted=is_wanted
            )
        )

    return [
        Corroboration(
            side,
            _count_stances(side, own),
            {row.claim_id: names.of_claim(row.claim_id) for row in own},
            articles=_tally(rules.articles(own), names.in_claims),
            voices=_tally(sources(own, _is_voice), names.by_itself),
            origins=_tally(sources(own, attrgetter("is_origin")), names.by_chains),
            retracted=retracted[side],
            in_retracted_articles=[row.claim_id for row in gone[side]],
        )
        for side, own in rows.items()
    ]


def _is_voice(step: ChainStepRow) -> bool:
    return step.position == 1


def _by_side(rows: Iterable[FactClaimRow]) -> Mapping[Side, Sequence[FactClaimRow]]:
    """Return rows by side, ordered by time."""
    found: dict[Side, list[FactClaimRow]] = {side: [] for side in SIDES}
    for row in sorted(rows, key=attrgetter("dated_at", "claim_id")):
        found[SIDE_OF[row.stance]].append(row)
    return found


def _retracted(
    fact_claims: FactClaims, retractions: Retractions
) -> Mapping[Side, Sequence[tuple[int, RetractionRow]]]:
    """Return the retractions on each side, ordered by time."""
    sides = {row.claim_id: SIDE_OF[row.stance] for row in fact_claims.rows}
    found: dict[Side, list[tuple[int, RetractionRow]]] = {side: [] for side in SIDES}
    for source_id, one in retractions.in_order:
        if one.claim_id in sides:
            found[sides[one.claim_id]].append((source_id, one))
    return found


def _count_stances(
    side: Side, rows: Iterable[FactClaimRow]
) -> Mapping[StanceValue, int]:
    counts = Counter(row.stance for row in rows)
    return {stance: counts[stance] for stance in SIDES[side]}


class _Names:
    """Whether claims, and the sources in their chains, are named."""

    def __init__(self, fact_claims: FactClaims) -> None:
        sources = fact_claims.sources.values()
        self._unnamed = {one.id for one in sources if one.kind in UNNAMED}
        self._named_claims = _without_any(self._unnamed, fact_claims.steps)
        self._steps = fact_claims.steps
        self._kinds = {one.id: one.kind for one in sources}

    def of_claim(self, claim_id: int) -> Naming | None:
        """Return whether every source of a claim is named; null without a chain.

        Otherwise the claim is unresolved if no source is unnamed.
        """
        if not self._steps.get(claim_id):
            return None
        if claim_id in self._named_claims:
            return "named"
        kinds = {self._kinds[step.source_id] for step in self._steps[claim_id]}
        return "unresolved" if kinds.isdisjoint(ANONYMOUS) else "unnamed"

    def in_claims(self, counted: Counted) -> Naming:
        """Return whether one of the claims is named."""
        if not self._named_claims.isdisjoint(counted.claims()):
            return "named"
        known = {self.of_claim(claim_id) for claim_id in counted.claims()}
        return "unresolved" if known - {None} == {"unresolved"} else "unnamed"

    def by_itself(self, counted: Counted) -> Naming:
        """Return whether a source has a name."""
        if self._kinds[counted.id] == UNRESOLVED:
            return "unresolved"
        return "unnamed" if counted.id in self._unnamed else "named"

    def by_chains(self, counted: Counted) -> Naming:
        """Return whether a source has a name and is the origin of a named claim."""
        itself = self.by_itself(counted)
        if itself != "named":
            return itself
        return "named" if self.in_claims(counted) == "named" else "via_unnamed"


def _without_any(
    source_ids: Set[int], chains: Mapping[int, Sequence[ChainStepRow]]
) -> Set[int]:
    """Return the claims whose chains contain none of these sources."""
    return {
        claim_id
        for claim_id, steps in chains.items()
        if source_ids.isdisjoint([step.source_id for step in steps])
    }


def _tally(counted: Sequence[Counted], known: Callable[[Counted], Naming]) -> Tally:
    return Tally(counted, [known(one) for one in counted])
