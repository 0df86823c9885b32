"""Claims in the lists of pages, each with its chain and its stances."""

from collections.abc import Sequence

from api.pages.rendering import as_sent
from api.serializers.claims import claim_rows
from api.serializers.values import Json
from db.reads.claims import ClaimPage, Part

PARTS: Sequence[Part] = ("attribution", "stances")


def listed(found: ClaimPage) -> list[Json]:
    """Return the claims of a page, read with ``PARTS``, for display."""
    rows: list[Json] = as_sent(claim_rows(found.page.rows, found.parts, shown=PARTS))
    return rows
