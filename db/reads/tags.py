"""Tags: one of them, and the list of all."""

from db.queries.tags import ORDERS, TagRow, count_tags, get_tag, list_tags
from db.reads.pages import Listing, Page, PageQuery
from db.reads.reading import Reading
from db.reads.records import require_row

TAGS = Listing(list_tags, count_tags, ORDERS)


async def read_tag(reading: Reading, tag_id: int, *, withdrawn: bool = False) -> TagRow:
    """Return a tag, or raise ``NotFoundError``."""
    return await require_row(
        reading, get_tag, "tag", record_id=tag_id, withdrawn=withdrawn
    )


async def list_tags_page(reading: Reading, query: PageQuery) -> Page[TagRow]:
    """Return a page of the tags."""
    return await TAGS.page(reading, query, {})
