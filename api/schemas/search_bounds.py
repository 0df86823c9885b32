"""Wire format of the bounds of a search or a list with too many matches."""

from typing import Annotated

from pydantic import Field

from api.schemas.types import Answer
from db.queries.claims import LOOKED
from db.values.totals import MAX_TOTAL


class SearchBoundsOut(Answer):
    """The bounds of a list; only the keys that apply to the page are present."""

    looked_through: int | None = Field(
        None,
        description="The number of claims examined for this page, which has all "
        "matches among them. `next_cursor` continues after them.",
        examples=[LOOKED],
    )
    newest: int | None = Field(
        None,
        description="The number of newest records with the words that this list was "
        "chosen from: there are more.",
        examples=[MAX_TOTAL],
    )


SearchBounds = Annotated[
    SearchBoundsOut | None,
    Field(
        description="Only if `q` has more matches or candidates than are examined, or "
        "filters without an index have more candidates."
    ),
]
