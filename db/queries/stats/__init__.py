"""Counts of claims and facts by time and by series."""

from db.queries.stats.claims import (
    count_claims_by,
    count_separate_sources,
    count_unnamed_by_outlet,
)
from db.queries.stats.counted_claims import ClaimsBy, ClaimTime
from db.queries.stats.drafts import count_drafts_within
from db.queries.stats.facts import FactsBy, FactTime, count_facts_by
from db.queries.stats.rows import (
    ClaimCountRow,
    FactCountRow,
    SeparateSourcesRow,
    UnnamedCountRow,
    VerdictCountRow,
)
from db.queries.stats.verdicts import VerdictsBy, count_verdicts_by

__all__ = [
    "ClaimCountRow",
    "ClaimTime",
    "ClaimsBy",
    "FactCountRow",
    "FactTime",
    "FactsBy",
    "SeparateSourcesRow",
    "UnnamedCountRow",
    "VerdictCountRow",
    "VerdictsBy",
    "count_claims_by",
    "count_drafts_within",
    "count_facts_by",
    "count_separate_sources",
    "count_unnamed_by_outlet",
    "count_verdicts_by",
]
