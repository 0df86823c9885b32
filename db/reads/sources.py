"""Single sources with their children, and the list of all sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.queries.filters import Values
from db.queries.source_children import (
    AffiliationRow,
    IdentifierRow,
    NameRow,
    list_affiliations,
    list_identifiers,
    list_names,
)
from db.queries.sources import (
    ORDERS,
    SourceListRow,
    SourceRow,
    count_sources,
    get_source,
    list_sources,
)
from db.reads.merged import with_merged, with_merged_articles
from db.reads.named import with_named
from db.reads.pages import Listing, Page, PageQuery
from db.reads.queries import as_indexed
from db.reads.query_fields import NONE, with_fields
from db.reads.reading import Reading
from db.reads.records import require_row

SOURCES = Listing(list_sources, count_sources, ORDERS)


@dataclass(frozen=True)
class SourceDetail:
    """A single source with its names, identifiers and affiliations."""

    row: SourceRow
    names: Sequence[NameRow]
    identifiers: Sequence[IdentifierRow]
    affiliations: Sequence[AffiliationRow]


async def require_source(
    reading: Reading, source_id: int, *, withdrawn: bool = False, merged: bool = False
) -> SourceRow:
    """Return the row of a source, or raise ``NotFoundError`` or ``MergedError``.

    Withdrawn and merged sources are found if requested.
    """
    return await require_row(
        reading,
        get_source,
        "source",
        record_id=source_id,
        merged=merged,
        withdrawn=withdrawn,
    )


async def read_source(
    reading: Reading, source_id: int, *, withdrawn: bool = False, merged: bool = False
) -> SourceDetail:
    """Return a source with its children; raise as ``require_source`` does."""
    row = await require_source(reading, source_id, withdrawn=withdrawn, merged=merged)
    of_source, seen = {"source": source_id}, {"withdrawn": withdrawn}
    return SourceDetail(
        row,
        await reading.rows(list_names, of_source, **seen),
        await reading.rows(list_identifiers, of_source, **seen),
        await reading.rows(list_affiliations, of_source, **seen),
    )


async def list_sources_page(
    reading: Reading, query: PageQuery, values: Values
) -> Page[SourceListRow]:
    """Return a page of the sources that match all filters."""
    values = await with_source_names(reading, values)
    return await SOURCES.page(reading, query, as_indexed(values))


async def with_source_names(reading: Reading, values: Values) -> Values:
    """Return filters with ids instead of names; merged records are included."""
    values = await with_named(reading, values)
    values = await with_merged(reading, values, "organisation")
    values = await with_merged_articles(reading, values, "article")
    return await with_fields(reading, values, NONE)
