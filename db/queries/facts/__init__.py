"""Reads of facts."""

from db.queries.facts.lists import (
    FILTERS,
    ORDERS,
    count_facts,
    fact_conditions,
    get_fact,
    list_facts,
    listed_facts,
)
from db.queries.facts.lookups import (
    find_fact_id,
    find_facts,
    find_facts_called,
    find_slugs,
)
from db.queries.facts.rows import FactRow, FoundFactRow
from db.queries.facts.states import KNOWN_OUTCOME, code_for, latest, named_codes

__all__ = [
    "FILTERS",
    "KNOWN_OUTCOME",
    "ORDERS",
    "FactRow",
    "FoundFactRow",
    "code_for",
    "count_facts",
    "fact_conditions",
    "find_fact_id",
    "find_facts",
    "find_facts_called",
    "find_slugs",
    "get_fact",
    "latest",
    "list_facts",
    "listed_facts",
    "named_codes",
]
