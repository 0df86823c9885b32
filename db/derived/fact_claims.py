"""Claims on facts as they were loaded: what everything derived is made from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from db.queries.fact_claims import (
    ChainAffiliationRow,
    ChainSourceRow,
    ChainStepRow,
    FactClaimRow,
    RetractionRow,
    RootArticleRow,
)

IdRow = TypeVar("IdRow", ChainSourceRow, RootArticleRow, RetractionRow)
_time_order = attrgetter("dated_at", "claim_id", "fact_id")


@dataclass(frozen=True)
class FactClaims:
    """Claims with their stances on facts, and the chains of these claims.

    ``rows`` has one row for each claim and fact, in the order of time. ``steps`` has
    the chain of each claim, from the outlet to the origin. ``sources`` has all sources
    in these chains, and ``affiliations`` their affiliations. ``roots`` has the articles
    that the articles of ``rows`` reprint or were merged into, and those that these
    reprint in turn.
    ``retractions`` has what the steps refer to, by the ids of links. ``drafts`` are the
    ids of claims that are not here, because nobody has reviewed them.

    Instants are as they are stored: within one database they compare as time does.
    """

    rows: Sequence[FactClaimRow]
    steps: Mapping[int, Sequence[ChainStepRow]]
    sources: Mapping[int, ChainSourceRow]
    affiliations: Sequence[ChainAffiliationRow]
    roots: Mapping[int, RootArticleRow] = field(default_factory=dict)
    retractions: Mapping[int, RetractionRow] = field(default_factory=dict)
    drafts: Set[int] = frozenset()

    @cached_property
    def by_article(self) -> Mapping[int, FactClaimRow]:
        """Return one of the rows of each article."""
        return {row.article_id: row for row in reversed(self.rows)}


NO_FACT_CLAIMS = FactClaims((), {}, {}, ())


def root_ids(rows: Iterable[FactClaimRow]) -> Sequence[int]:
    """Return the articles that lead from those of claims to what they reprint."""
    found = {
        one for row in rows for one in (row.root_article_id, row.article_survivor_id)
    }
    return sorted(one for one in found if one is not None)


def assemble_fact_claims(
    rows: Sequence[FactClaimRow],
    *,
    steps: Sequence[ChainStepRow],
    sources: Sequence[ChainSourceRow],
    affiliations: Sequence[ChainAffiliationRow],
    roots: Sequence[RootArticleRow] = (),
    retractions: Sequence[RetractionRow] = (),
    drafts: Set[int] = frozenset(),
) -> FactClaims:
    """Return rows, which were read in any order, as claims on facts.

    A source of a claim may be missing if the claim was withdrawn or changed between two
    of the reads. Such a claim is left out, as if all had been read later.
    """
    known = _by_id(sources)
    chains: dict[int, list[ChainStepRow]] = defaultdict(list)
    broken = set()
    for step in steps:
        chains[step.claim_id].append(step)
        if step.source_id not in known:
            broken.add(step.claim_id)
    return FactClaims(
        sorted((row for row in rows if row.claim_id not in broken), key=_time_order),
        chains,
        known,
        affiliations,
        _by_id(roots),
        _by_id(retractions),
        drafts,
    )


def _by_id(rows: Iterable[IdRow]) -> Mapping[int, IdRow]:
    return {row.id: row for row in rows}
