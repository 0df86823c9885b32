"""API keys: one of them, and the list of all."""

from db.queries.keys import OLDEST, KeyRow, get_key, list_keys
from db.reads.pages import IndexedListing, Page, PageQuery
from db.reads.reading import Reading
from db.reads.records import require_row

KEYS = IndexedListing(list_keys, OLDEST)


async def read_key(reading: Reading, key_id: int) -> KeyRow:
    """Return a key with its analyst, or raise ``NotFoundError``."""
    return await require_row(reading, get_key, "key", record_id=key_id)


async def list_keys_page(reading: Reading, query: PageQuery) -> Page[KeyRow]:
    """Return a page of all keys. Revoked and expired keys are included."""
    return await KEYS.page(reading, query, {})
