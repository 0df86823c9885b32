"""The number of claims with a tag."""

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    func,
    literal_column,
    select,
    union_all,
)

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import Claim, ClaimTag
from db.queries.fact_claims import COUNTED_REVIEWS
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


class TaggedRow(Row):
    """The number of claims with a tag, and the index of the tag in the request."""

    number: int = column(literal_column("0"))
    total: int = column(func.count())


@prepared(TaggedRow)
def count_tagged(*, count: int, most: int, viewer: Viewer) -> AnySelect:
    """Select the number of claims with each of ``count`` tags, up to ``most``."""
    counted = union_all(*(_with_tag(number, most, viewer) for number in range(count)))
    return select(*counted.subquery("counted").c)


def _with_tag(number: int, most: int, viewer: Viewer) -> AnySelect:
    """Select the number of claims with one tag."""
    some = (
        select(Claim.id)
        .join(ClaimTag, ClaimTag.claim_id == Claim.id)
        .where(ClaimTag.tag_id == parameter(f"tag__{number}", BigInteger()))
        .where(visible(Claim, viewer), Claim.review.in_(COUNTED_REVIEWS))
        .limit(literal_column(str(most)))
        .subquery()
    )
    named: ColumnElement[int] = literal_column(str(number))
    return select(named.label("number"), func.count().label("total")).select_from(some)
