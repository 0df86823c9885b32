"""The stances of one claim on facts."""

from db.queries.stances import (
    OLDEST_JUDGED,
    StanceRow,
    VersionedStanceRow,
    get_stance,
    list_stances_of_claim,
)
from db.reads.claims import require_claim
from db.reads.pages import IndexedListing, Page, PageQuery
from db.reads.reading import Reading
from db.reads.records import only_row

STANCES = IndexedListing(list_stances_of_claim, OLDEST_JUDGED)


async def list_stances_page(
    reading: Reading, claim_id: int, query: PageQuery
) -> Page[StanceRow]:
    """Return a page of the stances of a claim, or raise ``NotFoundError``."""
    page = await STANCES.page(reading, query, {"claim": claim_id})
    if not page.rows:
        await require_claim(reading, claim_id)
    return page


async def read_stance(
    reading: Reading, claim_id: int, fact_id: int
) -> VersionedStanceRow:
    """Return the stance of a claim on a fact, or raise ``NotFoundError``."""
    rows = await reading.rows(get_stance, {"claim": claim_id, "fact": fact_id})
    return only_row(rows, f"stance of claim {claim_id} on a fact", fact_id)
