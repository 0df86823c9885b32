"""How often sources are quoted, which decides how a list by source is read."""

from sqlalchemy import select

from db.engine.prepared import prepared
from db.models import Attribution, Claim
from db.queries.filters import binds
from db.queries.rows import TotalRow, count_up_to
from db.queries.survivors import with_people
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

# Rows that can be sorted in 10 ms. For more rows, a scan in the order of the list is
# faster.
SORT_LIMIT = 2000


@prepared(TotalRow)
def count_quoted(*, count: int, people: bool = False, viewer: Viewer) -> AnySelect:
    """Select the number of steps with one of ``count`` sources, or their people.

    The count stops at SORT_LIMIT.
    """
    given = binds("source", count)
    named = with_people(given, viewer) if people else given
    counted = (
        select(Attribution.id)
        .join(Claim, Claim.id == Attribution.claim_id)
        .where(Attribution.source_id.in_(named), visible(Claim, viewer))
    )
    return count_up_to(SORT_LIMIT, counted)
