"""Facets of claims."""

from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import Any

from db.derived.facets import Facet, most, year_of
from db.queries.claims.facets import (
    count_sources_of_claims,
    count_stances_of_claims,
    list_counted_claims,
)
from db.queries.filters import Values, named, shape_of
from db.reads.claims import with_claim_names
from db.reads.facets.values import Columns, Facets, counted_columns, with_sources
from db.reads.queries import as_indexed
from db.reads.reading import Builder, Reading
from db.values.totals import MAX_TOTAL

COLUMNS: Columns = {
    "outlet": attrgetter("outlet"),
    "form": attrgetter("form"),
    "act": attrgetter("act"),
    "year": lambda row: year_of(row.dated_at),
    "language": attrgetter("language"),
}
JOINED: Mapping[str, Builder[Any]] = {
    "source": count_sources_of_claims,
    "stance": count_stances_of_claims,
}


async def read_claim_facets(
    reading: Reading,
    values: Values,
    facets: Collection[Facet],
    *,
    withdrawn: bool,
    limit: int = MAX_TOTAL,
) -> Facets:
    """Count matching claims by the values of each facet.

    If more than ``limit`` claims match, the newest are counted.
    """
    found = as_indexed(await with_claim_names(reading, values))
    of = {"shape": shape_of(found), "withdrawn": withdrawn}
    bound = named(found)
    rows = await reading.scan(list_counted_claims, bound, limit=limit + 1, **of)
    wanted = counted_columns(rows[:limit], COLUMNS, facets)
    for name in filter(JOINED.__contains__, facets):
        counts = await reading.scan(JOINED[name], bound, limit=limit, **of)
        wanted[name] = most({row.value: row.claims for row in counts})
    return await with_sources(reading, len(rows), {one: wanted[one] for one in facets})
