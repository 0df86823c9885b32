"""The positions of a source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from db.derived.positions import StanceInRole, stances_by_fact
from db.queries.fact_claims import FactStateRow
from db.reads.cached_claims import memoized
from db.reads.pages import Page, PageQuery
from db.reads.record import Record


@dataclass(frozen=True)
class PositionsOfSource:
    """A page of facts, and the stances of a source by fact id."""

    page: Page[FactStateRow]
    stances: Mapping[int, Sequence[StanceInRole]]


async def list_positions(
    record: Record, source_id: int, query: PageQuery
) -> PositionsOfSource:
    """Return a page of the facts of a source's claims, with its stances."""
    found = await record.facts_of_source(source_id, query)
    derive = record.reading.reader.derive
    make = partial(derive, stances_by_fact, found.claims, source_id)
    stances = await memoized(found.claims, "stances", source_id, make=make)
    return PositionsOfSource(found.page, stances)
