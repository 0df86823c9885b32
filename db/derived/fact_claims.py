"""Loaded claims on facts: the input of all derivations."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from db.engine.prepared import RowT
from db.queries.fact_claims import (
    ChainAffiliationRow,
    ChainSourceRow,
    ChainStepRow,
    FactClaimRow,
    RetractionRow,
    RootArticleRow,
)
from db.values.text import fold

ItemT = TypeVar("ItemT")
IdRow = TypeVar("IdRow", ChainSourceRow, RootArticleRow, RetractionRow)
_time_order = attrgetter("dated_at", "claim_id", "fact_id")


@dataclass(frozen=True)
class FactClaims:
    """Claims with their stances on facts, and the chains of these claims.

    ``rows`` has one row for each claim and fact, ordered by time. ``steps`` has the
    chain of each claim, from the outlet to the origin. ``sources`` has all sources in
    these chains, and ``affiliations`` their affiliations. ``roots`` has the articles
    that the articles of ``rows`` reprint or were merged into, and the articles that
    those reprint in turn. ``retractions`` has the retractions that steps refer to, by
    the ids of links. ``drafts`` has the ids of unreviewed claims, which are left out.

    Instants are in their database form: within one database they sort by time.
    """

    rows: Sequence[FactClaimRow]
    steps: Mapping[int, Sequence[ChainStepRow]]
    sources: Mapping[int, ChainSourceRow]
    affiliations: Sequence[ChainAffiliationRow]
    roots: Mapping[int, RootArticleRow] = field(default_factory=dict)
    retractions: Mapping[int, RetractionRow] = field(default_factory=dict)
    drafts: Set[int] = frozenset()
    # Memoized results of derivations, by name and arguments.
    derived: dict[str, tuple[Any, Any]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @cached_property
    def claim_ids(self) -> Set[int]:
        """Return the ids of these claims."""
        return {row.claim_id for row in self.rows}

    @cached_property
    def facts(self) -> Mapping[int, FactClaimRow]:
        """Return one row of each fact."""
        return {row.fact_id: row for row in self.rows}

    @cached_property
    def outlets(self) -> Set[int | None]:
        """Return the ids of the outlets of the articles; null if one has none."""
        return {row.article_outlet_id for row in self.rows}

    @cached_property
    def names(self) -> Set[str]:
        """Return the folded names of the sources and of the outlets."""
        outlets = {row.article_outlet_name or "" for row in self.rows}
        return {one.folded for one in self.sources.values()} | set(map(fold, outlets))

    @cached_property
    def by_article(self) -> Mapping[int, FactClaimRow]:
        """Return one row of each article."""
        return {row.article_id: row for row in reversed(self.rows)}


NO_FACT_CLAIMS = FactClaims((), {}, {}, ())


class SharedValues:
    """Values of rows, each kept once: drivers make an object for each value they read.

    Thousands of cached claims have the same outlets, articles, facts and dates.
    """

    def __init__(self) -> None:
        self._known: Mapping[type, dict[Any, Any]] = {str: {}, int: {}, datetime: {}}

    def in_rows(self, rows: Iterable[RowT]) -> list[RowT]:
        """Return rows with shared texts, numbers and instants."""
        return [type(row)(map(self._shared, row)) for row in rows]

    def _shared(self, value: Any) -> Any:  # noqa: ANN401 - of any column
        known = self._known.get(type(value))
        return value if known is None else known.setdefault(value, value)


def root_ids(rows: Iterable[FactClaimRow]) -> Sequence[int]:
    """Return the ids of the articles through which the reprinted ones are reached."""
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

    If a claim was withdrawn or changed between two reads, a source of it may be
    missing. Such a claim is left out, as if all reads had been later.
    """
    known, shared = _by_id(sources), SharedValues()
    chains: dict[int, list[ChainStepRow]] = defaultdict(list)
    broken = set()
    for step in shared.in_rows(steps):
        chains[step.claim_id].append(step)
        if step.source_id not in known:
            broken.add(step.claim_id)
    counted = (row for row in rows if row.claim_id not in broken)
    return FactClaims(
        sorted(shared.in_rows(counted), key=_time_order),
        {claim_id: tuple(chain) for claim_id, chain in chains.items()},
        known,
        affiliations,
        _by_id(roots),
        _by_id(retractions),
        drafts,
    )


def replaced_claims(
    known: FactClaims, read: FactClaims, claim_ids: Set[int]
) -> FactClaims:
    """Return known claims after some of them, and new ones, were read again.

    ``read`` has the claims in ``claim_ids`` that still count, the sources in their
    chains, and other sources that were read again.
    """
    left = known.steps.keys() - claim_ids
    steps = {**_picked(known.steps, left), **read.steps}
    used = {step.source_id for chain in steps.values() for step in chain}
    kept = (row for row in known.rows if row.claim_id not in claim_ids)
    return FactClaims(
        sorted([*kept, *read.rows], key=_time_order),
        steps,
        _picked({**known.sources, **read.sources}, used),
        [
            *_of_sources(known.affiliations, used - read.sources.keys()),
            *_of_sources(read.affiliations, used),
        ],
        {**known.roots, **read.roots},
        {**known.retractions, **read.retractions},
        (known.drafts - claim_ids) | read.drafts,
    )


def _picked(given: Mapping[int, ItemT], keys: Set[int]) -> Mapping[int, ItemT]:
    return {key: one for key, one in given.items() if key in keys}


def _of_sources(
    rows: Iterable[ChainAffiliationRow], source_ids: Set[int]
) -> Iterator[ChainAffiliationRow]:
    return (row for row in rows if row.source_id in source_ids)


def _by_id(rows: Iterable[IdRow]) -> Mapping[int, IdRow]:
    return {row.id: row for row in rows}
