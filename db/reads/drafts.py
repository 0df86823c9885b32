"""The number of drafts that a list of claims leaves out."""

from dataclasses import replace

from db.queries.claims import (
    TESTED,
    ClaimListRow,
    Window,
    count_drafts,
    count_tested,
)
from db.queries.claims.planning import DRIVERS, INDEXED_ON_CLAIM
from db.queries.filters import Values, named, shape_of
from db.reads.found_claims import hits_of, read_of
from db.reads.pages import Page, PageQuery
from db.reads.queries import as_indexed, of_drafts
from db.reads.reading import Reading
from db.values.totals import MAX_TOTAL

# Filters with an index of drafts.
INDEXED = {*DRIVERS, *INDEXED_ON_CLAIM}


async def with_drafts(
    reading: Reading, query: PageQuery, values: Values, *, page: Page[ClaimListRow]
) -> Page[ClaimListRow]:
    """Return a page with the number of omitted drafts, if it is requested."""
    if not query.drafts:
        return page
    others = {name: given for name, given in values.items() if name != "review"}
    drafts = await _count(reading, others, withdrawn=query.withdrawn)
    return replace(page, drafts=drafts)


async def count_all_drafts(reading: Reading) -> int:
    """Return how many drafts there are, up to ``MAX_TOTAL``."""
    return await _count(reading, {}, withdrawn=False)


async def count_drafts_in(reading: Reading, article_id: int) -> int:
    """Return how many drafts there are in an article."""
    return await _count(reading, {"article": [article_id]}, withdrawn=False)


async def _count(reading: Reading, values: Values, *, withdrawn: bool) -> int:
    if values and not values.keys() & (INDEXED | {"q"}):
        return await _count_newest(reading, values, withdrawn=withdrawn)
    if "q" in values:
        # Words that an earlier version stored may have kept the mark after a review.
        of = {**of_drafts(values), "review": ["draft"]}
        seen = {"withdrawn": withdrawn}
        hits, bound = await hits_of(reading, of, limit=MAX_TOTAL, **seen)
        read = read_of(reading, hits)
        (count,) = await read(count_tested, bound, tested=hits, **seen)
        return min(int(count.total), MAX_TOTAL)
    shape = shape_of(values)
    read = reading.rows if _is_indexed(shape) else reading.scan
    (counted,) = await read(
        count_drafts, named(values), shape=shape, withdrawn=withdrawn
    )
    return counted.total


async def _count_newest(reading: Reading, values: Values, *, withdrawn: bool) -> int:
    """Return how many of the newest drafts match filters, which are tested."""
    drafts = as_indexed({**values, "review": ["draft"]})
    window = Window(shape_of(drafts), "-dated", "review", TESTED)
    (counted,) = await reading.scan(
        count_tested, named(drafts), tested=window, withdrawn=withdrawn
    )
    return counted.total


def _is_indexed(shape: tuple[tuple[str, int], ...]) -> bool:
    """Return whether an index covers the count."""
    return not shape or (len(shape) == 1 and shape[0] in {(n, 1) for n in INDEXED})
