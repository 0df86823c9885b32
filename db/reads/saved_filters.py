"""Reads one saved filter, or lists the filters that a caller may use."""

from db.queries.saved_filters import (
    OLDEST_SAVED,
    SavedFilterRow,
    get_saved_filter,
    list_saved_filters,
)
from db.reads.pages import IndexedListing, Page, PageQuery
from db.reads.reading import Reading
from db.reads.records import require_row

FILTERS = IndexedListing(list_saved_filters, OLDEST_SAVED)


async def read_saved_filter(
    reading: Reading, filter_id: int, *, owner_id: int | None
) -> SavedFilterRow:
    """Return a shared filter or one of this analyst, or raise ``NotFoundError``."""
    owner = {"owner": owner_id}
    return await require_row(
        reading, get_saved_filter, "filter", record_id=filter_id, values=owner
    )


async def list_saved_filters_page(
    reading: Reading, query: PageQuery, *, owner_id: int | None
) -> Page[SavedFilterRow]:
    """Return a page of the filters of this analyst and of shared ones, oldest first."""
    return await FILTERS.page(reading, query, {"owner": owner_id})
