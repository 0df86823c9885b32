"""Filters of lists: a shape builds the select, values are bound when it runs."""

from db.queries.filters.batches import MAX_IDS, batch_of, batch_size, ids, portions
from db.queries.filters.conditions import (
    ESCAPE,
    before,
    escaped,
    in_language,
    one_of,
    overlaps_from,
    overlaps_to,
    refers_to,
    since,
    true_or_false,
)
from db.queries.filters.shapes import (
    Binds,
    Condition,
    Filter,
    Shape,
    Values,
    binds,
    conditions,
    named,
    shape_of,
)

__all__ = [
    "ESCAPE",
    "MAX_IDS",
    "Binds",
    "Condition",
    "Filter",
    "Shape",
    "Values",
    "batch_of",
    "batch_size",
    "before",
    "binds",
    "conditions",
    "escaped",
    "ids",
    "in_language",
    "named",
    "one_of",
    "overlaps_from",
    "overlaps_to",
    "portions",
    "refers_to",
    "shape_of",
    "since",
    "true_or_false",
]
