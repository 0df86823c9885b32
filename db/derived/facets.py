"""Counts of values that many records share."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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


def counted(values: Iterable[Any]) -> Sequence[FacetValue]:
    """Count values that are not null, the most frequent first."""
    return most(Counter(value for value in values if value is not None))


def most(counts: Mapping[Any, int]) -> Sequence[FacetValue]:
    """Return the most frequent values; ties are in ascending order of the value."""
    found = (FacetValue(value, count) for value, count in counts.items())
    return sorted(found, key=lambda one: (-one.records, one.value))[:MOST_VALUES]


def year_of(instant: object | None) -> int | None:
    """Return the year of an instant in its database form."""
    return int(str(instant)[:4]) if instant else None
