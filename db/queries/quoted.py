"""How often sources are quoted: what quotes them very often is walked, not sorted."""

from sqlalchemy import func, literal_column, select

from db.engine.prepared import prepared
from db.models import Attribution, Claim
from db.queries.filters import binds
from db.queries.survivors import with_people
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

# So many are sorted in 10 ms. More are soon met by who walks the list they are in.
MANY = 2000


@prepared
def count_quoted(*, count: int, people: bool = False, viewer: Viewer) -> AnySelect:
    """Select how many steps lead to ``count`` sources and their people, up to MANY."""
    given = binds("source", count)
    named = with_people(given, viewer) if people else given
    counted = (
        select(Attribution.id)
        .join(Claim, Claim.id == Attribution.claim_id)
        .where(Attribution.source_id.in_(named), visible(Claim, viewer))
        .limit(literal_column(str(MANY)))
    )
    return select(func.count().label("total")).select_from(counted.subquery())
