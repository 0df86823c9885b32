"""The children of a source: names, identifiers, affiliations and ratings."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from db.queries.source_children import (
    CHILD_ORDERS,
    SourceChildRow,
    list_affiliations,
    list_identifiers,
    list_names,
    list_ratings,
)
from db.reads.pages import IndexedListing, Page, PageQuery
from db.reads.reading import Builder, Reading
from db.reads.sources import require_source

ChildT = TypeVar("ChildT", bound=SourceChildRow)


@dataclass(frozen=True)
class StoredChild(Generic[ChildT]):
    """A child that a write has stored, and the new version of its source."""

    row: ChildT
    version: int


@dataclass(frozen=True)
class SourceChildren(Generic[ChildT]):
    """The children of one kind: their builder, and their name in URLs."""

    kind: str
    rows: Builder[ChildT]

    async def page(
        self, reading: Reading, source_id: int, query: PageQuery
    ) -> Page[ChildT]:
        """Return a page of children; raise ``NotFoundError`` or ``MergedError``."""
        listing = IndexedListing(self.rows, CHILD_ORDERS[self.kind])
        page = await listing.page(reading, query, {"source": source_id})
        if not page.rows:
            await require_source(reading, source_id)
        return page

    async def stored(
        self, reading: Reading, source_id: int, child_id: int, *, version: int
    ) -> StoredChild[ChildT]:
        """Return a child that was just stored, with the new version of its source."""
        rows = await reading.rows(self.rows, {"source": source_id})
        (row,) = (row for row in rows if row.id == child_id)
        return StoredChild(row, version)


NAMES = SourceChildren("names", list_names)
IDENTIFIERS = SourceChildren("identifiers", list_identifiers)
AFFILIATIONS = SourceChildren("affiliations", list_affiliations)
RATINGS = SourceChildren("ratings", list_ratings)
