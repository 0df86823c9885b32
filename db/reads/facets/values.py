"""Values of facets, and the sources among them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.derived.facets import FacetValue, counted
from db.queries.sources import SourceRefRow, list_source_refs
from db.reads.reading import Reading

OF_SOURCES = ("outlet", "source")
Columns = Mapping[str, Callable[[Any], Any]]  # reads the value of each facet from a row
Counted = Mapping[str, Sequence[FacetValue]]


@dataclass(frozen=True)
class Facets:
    """The values of facets, the number of records, and the sources among the values.

    If more records match than are counted, the number is one more than the limit.
    """

    total: int
    values: Counted
    sources: Mapping[int, SourceRefRow]


def counted_columns(
    rows: Sequence[Any], columns: Columns, facets: Collection[str]
) -> dict[str, Sequence[FacetValue]]:
    """Return the values of the facets that are columns of the rows."""
    found = [name for name in facets if name in columns]
    return {name: counted(map(columns[name], rows)) for name in found}


async def with_sources(reading: Reading, total: int, values: Counted) -> Facets:
    """Return facets with the sources whose ids are values."""
    ids = {int(one.value) for name in OF_SOURCES for one in values.get(name, ())}
    rows = await reading.rows_of(list_source_refs, "source", sorted(ids))
    return Facets(total, values, {row.id: row for row in rows})
