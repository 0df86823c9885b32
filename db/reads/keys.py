"""Single API keys, and the list of all keys."""

from db.queries.keys import (
    NEWEST_EVENT,
    OLDEST,
    KeyEventRow,
    KeyRow,
    get_key,
    list_key_events,
    list_keys,
)
from db.reads.pages import IndexedListing, Page, PageQuery
from db.reads.reading import Reading
from db.reads.records import require_row

KEYS = IndexedListing(list_keys, OLDEST)
EVENTS = IndexedListing(list_key_events, NEWEST_EVENT)


async def read_key(reading: Reading, key_id: int) -> KeyRow:
    """Return a key with its analyst, or raise ``NotFoundError``."""
    return await require_row(reading, get_key, "key", record_id=key_id)


async def list_keys_page(reading: Reading, query: PageQuery) -> Page[KeyRow]:
    """Return a page of all keys, including revoked and expired ones."""
    return await KEYS.page(reading, query, {})


async def list_key_events_page(
    reading: Reading, query: PageQuery, *, key_id: int
) -> Page[KeyEventRow]:
    """Return a page of the events of a key and its role, the latest first.

    Raise ``NotFoundError``.
    """
    page = await EVENTS.page(reading, query, {"key": key_id})
    if not page.rows:
        await read_key(reading, key_id)
    return page
