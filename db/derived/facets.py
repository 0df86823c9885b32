"""Counts of values that many records share."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

Facet = Literal["outlet", "source", "form", "act", "stance", "year", "language"]
ArticleFacet = Literal["outlet", "kind", "year", "language"]
FactFacet = Literal["status", "kind", "stance", "year"]
SourceFacet = Literal["kind", "sector", "country"]
MOST_VALUES = 20  # of a facet


class FacetValue(NamedTuple):
    """A value, and the number of records with it."""

    value: int | str
    records: int


def most(counts: Iterable[tuple[Any, int]]) -> Sequence[FacetValue]:
    """Return the most frequent values; ties are in ascending order of the value."""
    totals = Counter[Any]()
    for value, records in counts:
        totals[value] += records
    found = (FacetValue(value, records) for value, records in totals.items())
    return sorted(found, key=lambda one: (-one.records, one.value))[:MOST_VALUES]
