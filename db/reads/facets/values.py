"""Values of facets, and the sources among them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.derived.facets import FacetValue, most
from db.models.fact_state import state_of
from db.queries.facet_counts import LOOKED, MATCHES, FacetRow
from db.queries.sources import SourceRefRow, list_source_refs
from db.reads.reading import Reading

OF_SOURCES = ("outlet", "source")
# Reads the value of a facet that is no word.
VALUES: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(OF_SOURCES, int),
    "year": lambda bucket: int(bucket[:4]),
    "status": lambda code: state_of(int(code)),
}


@dataclass(frozen=True)
class Facets:
    """The values of facets, the number of counted records, and the sources in them.

    ``is_least`` tells that more records may match.
    """

    total: int
    is_least: bool
    values: Mapping[str, Sequence[FacetValue]]
    sources: Mapping[int, SourceRefRow]


def names_of(facets: Collection[str]) -> tuple[str, ...]:
    """Return facets in one order, so that few statements serve all requests."""
    return tuple(sorted(facets))


async def facets_of(
    reading: Reading,
    rows: Sequence[FacetRow],
    facets: Collection[str],
    *,
    limit: int,
    length: int,
) -> Facets:
    """Return facets, with the sources whose ids are values.

    More records may match if more than ``limit`` do, or if ``length`` were tested.
    """
    values = {name: most(_counts(rows, name)) for name in facets}
    ids = {int(one.value) for name in OF_SOURCES for one in values.get(name, ())}
    sources = await reading.rows_of(list_source_refs, "source", sorted(ids))
    totals = {row.facet: row.records for row in rows if row.value is None}
    is_least = totals[LOOKED] == length or totals[MATCHES] > limit
    total = min(totals[MATCHES], limit)
    return Facets(total, is_least, values, {row.id: row for row in sources})


def _counts(rows: Sequence[FacetRow], facet: str) -> Iterator[tuple[Any, int]]:
    """Yield the values of a facet with their numbers of records."""
    value_of = VALUES.get(facet, str)
    for row in rows:
        if row.facet == facet:
            yield value_of(str(row.value)), row.records
