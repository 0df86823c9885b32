"""Counts over the record, by time and by what is alike."""

from db.queries.stats.claims import (
    ClaimsBy,
    ClaimTime,
    count_claims_by,
    count_unnamed_sources,
)
from db.queries.stats.facts import FactsBy, FactTime, count_facts_by

__all__ = [
    "ClaimTime",
    "ClaimsBy",
    "FactTime",
    "FactsBy",
    "count_claims_by",
    "count_facts_by",
    "count_unnamed_sources",
]
