"""The claims of an article in text order, some at a time."""

from collections.abc import Collection, Sequence

from db.queries.claim_places import PlaceRow, list_places
from db.reads.claims import ClaimPage, Part, list_claims_page
from db.reads.pages import PageQuery
from db.reads.reading import SHORT, Reading

SHOWN = ("draft", "reviewed", "disputed")


async def read_places(reading: Reading, article_id: int) -> Sequence[PlaceRow]:
    """Return the positions of all claims of an article, claims without words last."""
    return await reading.scan(list_places, {"article": article_id})


async def list_claims_after(
    reading: Reading,
    article_id: int,
    place: PlaceRow | None,
    *,
    parts: Collection[Part],
) -> ClaimPage:
    """Return ``SHORT`` claims of an article after a position, or the first ones."""
    key = (article_id, place.start, place.id) if place else None
    query = PageQuery(limit=SHORT, sort="position", after=key)
    values = {"article": [article_id], "review": SHOWN}
    return await list_claims_page(reading, query, values, parts=parts)
