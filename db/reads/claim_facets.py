"""Facets of claims: how many of a list have each outlet, source and form."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from db.derived.facets import Facet, FacetValue, counted, most, year_of
from db.queries.claims.facets import (
    CountedClaimRow,
    count_sources_of_claims,
    count_stances_of_claims,
    list_counted_claims,
)
from db.queries.filters import Values, named, shape_of
from db.queries.sources import SourceRefRow, list_source_refs
from db.reads.claims import with_claim_names
from db.reads.queries import as_indexed
from db.reads.reading import Builder, Reading
from db.values.totals import MAX_TOTAL

# How the value of a facet is read from a counted claim.
COLUMNS: Mapping[Facet, Callable[[CountedClaimRow], Any]] = {
    "outlet": attrgetter("outlet"),
    "form": attrgetter("form"),
    "act": attrgetter("act"),
    "year": lambda row: year_of(row.dated_at),
    "language": attrgetter("language"),
}
JOINED: Mapping[Facet, Builder[Any]] = {
    "source": count_sources_of_claims,
    "stance": count_stances_of_claims,
}
OF_SOURCES: tuple[Facet, ...] = ("outlet", "source")


@dataclass(frozen=True)
class Facets:
    """The values of facets, and of how many claims; ``sources`` are those of values.

    More claims than are counted are one more: the newest ones are counted then.
    """

    total: int
    values: Mapping[Facet, Sequence[FacetValue]]
    sources: Mapping[int, SourceRefRow]


async def read_claim_facets(
    reading: Reading,
    values: Values,
    facets: Collection[Facet],
    *,
    withdrawn: bool,
    limit: int = MAX_TOTAL,
) -> Facets:
    """Count the claims that match all filters, each facet's values by themselves.

    Of more than ``limit`` claims, the newest are counted.
    """
    found = as_indexed(await with_claim_names(reading, values))
    of = {"shape": shape_of(found), "withdrawn": withdrawn}
    bound = named(found)
    rows = await reading.scan(list_counted_claims, bound, limit=limit + 1, **of)
    newest = rows[:limit]
    wanted = dict[Facet, Sequence[FacetValue]]()
    for name in facets:
        if name in COLUMNS:
            wanted[name] = counted(map(COLUMNS[name], newest))
            continue
        counts = await reading.scan(JOINED[name], bound, limit=limit, **of)
        wanted[name] = most({row.value: row.claims for row in counts})
    return Facets(len(rows), wanted, await _sources(reading, wanted))


async def _sources(
    reading: Reading, values: Mapping[Facet, Sequence[FacetValue]]
) -> Mapping[int, SourceRefRow]:
    ids = {int(one.value) for name in OF_SOURCES for one in values.get(name, ())}
    rows = await reading.rows_of(list_source_refs, "source", sorted(ids))
    return {row.id: row for row in rows}
