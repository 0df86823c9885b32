"""Counts of claims and facts by time and by series."""

from db.queries.stats.claims import (
    ClaimsBy,
    ClaimTime,
    count_claims_by,
    count_separate_sources,
    count_unnamed_by_outlet,
)
from db.queries.stats.facts import FactsBy, FactTime, count_facts_by
from db.queries.stats.rows import (
    ClaimCountRow,
    FactCountRow,
    SeparateSourcesRow,
    UnnamedCountRow,
)

__all__ = [
    "ClaimCountRow",
    "ClaimTime",
    "ClaimsBy",
    "FactCountRow",
    "FactTime",
    "FactsBy",
    "SeparateSourcesRow",
    "UnnamedCountRow",
    "count_claims_by",
    "count_facts_by",
    "count_separate_sources",
    "count_unnamed_by_outlet",
]
