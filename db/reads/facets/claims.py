"""Facets of claims."""

from collections.abc import Collection, Mapping
from typing import Any

from db.derived.facets import Facet
from db.queries.claims import Tested, count_claim_facets
from db.queries.filters import Values, named
from db.reads.claims import with_claim_names
from db.reads.facets.values import Facets, facets_of, names_of
from db.reads.found_claims import hits_of, read_of
from db.reads.reading import Reading
from db.reads.tested_claims import (
    is_bounded,
    listed_by_index,
    window_of,
)
from db.values.totals import MAX_TOTAL


async def read_claim_facets(
    reading: Reading,
    values: Values,
    facets: Collection[Facet],
    *,
    withdrawn: bool,
    limit: int = MAX_TOTAL,
) -> Facets:
    """Count the newest ``limit`` matching claims by the values of each facet.

    Filters without an index are tested on the newest 10,000 claims.
    """
    values = await with_claim_names(reading, values)
    tested, bound = await _tested(reading, values, limit=limit, withdrawn=withdrawn)
    of = {"tested": tested, "limit": limit, "withdrawn": withdrawn}
    of["facets"] = names_of(facets)
    rows = await read_of(reading, tested)(count_claim_facets, bound, **of)
    return await facets_of(reading, rows, facets, limit=limit, length=tested.length)


async def _tested(
    reading: Reading, values: Values, *, limit: int, withdrawn: bool
) -> tuple[Tested, Mapping[str, Any]]:
    """Return the claims to test, one more than are counted, and the values to bind."""
    if values.keys() & {"q", "test"}:
        return await hits_of(reading, values, limit=limit, withdrawn=withdrawn)
    if is_bounded(values, "-dated"):
        return listed_by_index(values, length=limit + 1), named(values)
    return await window_of(reading, values, withdrawn=withdrawn)
