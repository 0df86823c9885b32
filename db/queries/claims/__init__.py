"""Reads over claims."""

from db.queries.claims.filters import FILTERS
from db.queries.claims.lists import ORDERS, count_claims, get_claim, list_claims
from db.queries.claims.parts import list_spans, list_speakers, list_steps, list_tags
from db.queries.claims.planning import EACH

__all__ = [
    "EACH",
    "FILTERS",
    "ORDERS",
    "count_claims",
    "get_claim",
    "list_claims",
    "list_spans",
    "list_speakers",
    "list_steps",
    "list_tags",
]
