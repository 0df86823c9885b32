"""Links of one claim with other claims."""

from db.queries.claim_links import OLDEST_LINKED, LinkRow, list_links
from db.reads.claims import require_claim
from db.reads.pages import IndexedListing, Page, PageQuery
from db.reads.reading import Reading

LINKS = IndexedListing(list_links, OLDEST_LINKED)


async def list_links_page(
    reading: Reading, claim_id: int, query: PageQuery
) -> Page[LinkRow]:
    """Return a page of the links from and to a claim, or raise ``NotFoundError``."""
    page = await LINKS.page(reading, query, {"claim": claim_id})
    if not page.rows:
        await require_claim(reading, claim_id)
    return page
