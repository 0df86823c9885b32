"""Sources: one of them with its children, and the list of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.models.source import UNNAMED
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
from db.reads.namesakes import read_labels
from db.reads.pages import Listing, Page, PageQuery
from db.reads.queries import as_indexed
from db.reads.reading import Reading
from db.reads.records import require_row
from db.values.text import fold

SOURCES = Listing(list_sources, count_sources, ORDERS)


@dataclass(frozen=True)
class SourceDetail:
    """A single source with its names, identifiers and affiliations.

    ``label`` tells a named source from those of its name; an unnamed one has none.
    """

    row: SourceRow
    names: Sequence[NameRow]
    identifiers: Sequence[IdentifierRow]
    affiliations: Sequence[AffiliationRow]
    label: str | None = None


@dataclass(frozen=True)
class SourcePage:
    """A page of sources, and the labels of named ones by their ids."""

    page: Page[SourceListRow]
    labels: Mapping[int, str]


async def require_source(
    reading: Reading, source_id: int, *, withdrawn: bool = False, merged: bool = False
) -> SourceRow:
    """Return the row of a source, or raise ``NotFoundError`` or ``MergedError``.

    Withdrawn and merged sources are found if asked for.
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
    """Return a source with its children; as ``require_source`` otherwise."""
    row = await require_source(reading, source_id, withdrawn=withdrawn, merged=merged)
    of_source, seen = {"source": source_id}, {"withdrawn": withdrawn}
    return SourceDetail(
        row,
        await reading.rows(list_names, of_source, **seen),
        await reading.rows(list_identifiers, of_source, **seen),
        await reading.rows(list_affiliations, of_source, **seen),
        (await _labels_of(reading, [row])).get(row.id),
    )


async def list_sources_page(
    reading: Reading, query: PageQuery, values: Values
) -> SourcePage:
    """Return a page of the sources that match all filters."""
    values = await with_named(reading, values)
    values = await with_merged(reading, values, "organisation")
    values = await with_merged_articles(reading, values, "article")
    page = await SOURCES.page(reading, query, as_indexed(values))
    return SourcePage(page, await _labels_of(reading, page.rows))


async def _labels_of(reading: Reading, rows: Sequence[SourceRow]) -> Mapping[int, str]:
    """Return the labels of the named ones of some sources, in one query for all."""
    names = {fold(row.name) for row in rows if row.kind not in UNNAMED}
    return await read_labels(reading, names)
