"""Counts of what many claims have in common."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

Facet = Literal["outlet", "source", "form", "act", "stance", "year", "language"]
MOST_VALUES = 20  # of a facet


class FacetValue(NamedTuple):
    """A value, and how many claims have it."""

    value: int | str
    claims: int


def counted(values: Iterable[Any]) -> Sequence[FacetValue]:
    """Count values that are not null, the most frequent first."""
    return most(Counter(value for value in values if value is not None))


def most(counts: Mapping[Any, int]) -> Sequence[FacetValue]:
    """Return the values with the highest counts; of those alike the lower first."""
    found = (FacetValue(value, count) for value, count in counts.items())
    return sorted(found, key=lambda one: (-one.claims, one.value))[:MOST_VALUES]


def year_of(instant: object) -> int:
    """Return the year of an instant as a database has it."""
    return int(str(instant)[:4])
