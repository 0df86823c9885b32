"""Judgements on whether two sources are the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from db.errors import NotFoundError
from db.queries.identities import (
    OLDEST_JUDGED,
    IdentityRow,
    get_identity,
    list_different,
    list_identities,
)
from db.queries.sources import SourceRefRow, list_source_refs
from db.reads.pages import IndexedListing, Page, PageQuery
from db.reads.reading import Reading
from db.reads.sources import require_source

Pair = tuple[int, int]  # the ids of two sources
IDENTITIES = IndexedListing(list_identities, OLDEST_JUDGED)


@dataclass(frozen=True)
class IdentityDetail:
    """A judgement with both sources."""

    row: IdentityRow
    source_a: SourceRefRow
    source_b: SourceRefRow


@dataclass(frozen=True)
class IdentityPage:
    """A page of judgements.

    It omits judgements on a source that was withdrawn between the reads.
    """

    page: Page[IdentityRow]
    identities: Sequence[IdentityDetail]


async def list_identities_page(
    reading: Reading, source_id: int, query: PageQuery
) -> IdentityPage:
    """Return a page of the judgements on a source and on those merged into it."""
    page = await IDENTITIES.page(reading, query, {"source": source_id})
    return IdentityPage(page, await _with_sources(reading, page.rows))


async def read_identity(
    reading: Reading, source_id: int, other_id: int
) -> IdentityDetail:
    """Return the judgement on two sources, given in either order.

    Raise ``NotFoundError`` or ``MergedError``.
    """
    one, other = sorted((source_id, other_id))
    rows = await reading.rows(get_identity, {"one": one, "other": other})
    found = await _with_sources(reading, rows)
    if not found:
        await require_source(reading, source_id)
        resource = f"judgement of source {source_id} and a source"
        raise NotFoundError(resource, other_id)
    return found[0]


async def list_different_pairs(
    reading: Reading, source_ids: Collection[int]
) -> Sequence[Pair]:
    """Return the pairs of these sources that are judged different."""
    rows = await reading.scan_each(list_different, "source", sorted(source_ids))
    pairs = ((row.source_a_id, row.source_b_id) for row in rows)
    return [pair for pair in pairs if pair[1] in source_ids]


async def source_refs(
    reading: Reading, source_ids: Sequence[int]
) -> Mapping[int, SourceRefRow]:
    """Return the reference columns of sources, by id."""
    rows = await reading.rows_of(list_source_refs, "source", source_ids)
    return {row.id: row for row in rows}


async def _with_sources(
    reading: Reading, rows: Sequence[IdentityRow]
) -> Sequence[IdentityDetail]:
    refs: dict[int, SourceRefRow] = {}
    # In two reads: both sides together may be more than one read takes.
    for side in ({row.source_a_id for row in rows}, {row.source_b_id for row in rows}):
        refs |= await source_refs(reading, sorted(side - refs.keys()))
    return with_sources(rows, refs)


def with_sources(
    rows: Sequence[IdentityRow], refs: Mapping[int, SourceRefRow]
) -> Sequence[IdentityDetail]:
    """Return judgements with their sources, as far as ``refs`` has both of them."""
    return [
        IdentityDetail(row, refs[row.source_a_id], refs[row.source_b_id])
        for row in rows
        if {row.source_a_id, row.source_b_id} <= refs.keys()
    ]
