"""Single tags, the list of all tags, and the numbers of their claims."""

from collections.abc import Mapping, Sequence

from db.queries.filters import batch_size, ids
from db.queries.tagged_claims import count_tagged
from db.queries.tags import ORDERS, TagRow, count_tags, get_tag, list_tags
from db.reads.pages import Listing, Page, PageQuery
from db.reads.reading import Reading
from db.reads.records import require_row

MOST_TAGGED = 1_000  # claims of a tag to count
TAGS = Listing(list_tags, count_tags, ORDERS)


async def read_tag(reading: Reading, tag_id: int, *, withdrawn: bool = False) -> TagRow:
    """Return a tag, or raise ``NotFoundError``."""
    return await require_row(
        reading, get_tag, "tag", record_id=tag_id, withdrawn=withdrawn
    )


async def list_tags_page(reading: Reading, query: PageQuery) -> Page[TagRow]:
    """Return a page of the tags."""
    return await TAGS.page(reading, query, {})


async def count_tagged_claims(
    reading: Reading, tag_ids: Sequence[int]
) -> Mapping[int, str]:
    """Return the number of claims of each tag, like ``12``, or ``1,000+`` if large."""
    if not tag_ids:
        return {}
    shape = {"count": batch_size(len(tag_ids)), "most": MOST_TAGGED + 1}
    rows = await reading.scan(count_tagged, ids("tag", tag_ids), **shape)
    totals = {row.number: row.total for row in rows}
    return {tag_id: _up_to_most(totals[at]) for at, tag_id in enumerate(tag_ids)}


def _up_to_most(total: int) -> str:
    return f"{MOST_TAGGED:,}+" if total > MOST_TAGGED else str(total)
