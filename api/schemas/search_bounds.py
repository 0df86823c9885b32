"""Wire format of what a list says of a search that had too many matches."""

from typing import Annotated

from pydantic import Field

from api.schemas.types import Answer
from db.queries.claims import LOOKED
from db.values.totals import MAX_TOTAL


class SearchBoundsOut(Answer):
    """Where a search ended: only what is true of the page is there."""

    looked_through: int | None = Field(
        None,
        description="So many claims were looked at for this page, and the page has all "
        "of them that match. `next_cursor` goes on behind them.",
        examples=[LOOKED],
    )
    newest: int | None = Field(
        None,
        description="So many of the newest matches are in this list: there are more.",
        examples=[MAX_TOTAL],
    )


SearchBounds = Annotated[
    SearchBoundsOut | None,
    Field(description="Only if `q` has more matches or candidates than are looked at."),
]
