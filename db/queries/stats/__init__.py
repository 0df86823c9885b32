"""Counts of claims and facts by time and by series."""

from db.queries.stats.claims import (
    ClaimsBy,
    ClaimTime,
    count_claims_by,
    count_unnamed_by_outlet,
    count_unnamed_sources,
)
from db.queries.stats.facts import FactsBy, FactTime, count_facts_by
from db.queries.stats.rows import ClaimCountRow, FactCountRow, UnnamedCountRow

__all__ = [
    "ClaimCountRow",
    "ClaimTime",
    "ClaimsBy",
    "FactCountRow",
    "FactTime",
    "FactsBy",
    "UnnamedCountRow",
    "count_claims_by",
    "count_facts_by",
    "count_unnamed_by_outlet",
    "count_unnamed_sources",
]
