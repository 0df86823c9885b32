"""The places of the claims of an article in its text."""

from sqlalchemy import func, select

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import Claim, Span
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

LAST_END = select(func.max(Span.end)).where(Span.claim_id == Claim.id).scalar_subquery()


class PlaceRow(Row):
    """A claim, the start of its words, and the end of its last span."""

    id: int = column(Claim.id)
    revision_id: int | None = column(Claim.revision_id)
    start: int = column(Claim.start)
    end: int | None = column(LAST_END)


@prepared(PlaceRow)
def list_places(*, viewer: Viewer) -> AnySelect:
    """Select the places of the claims in the article ``article``, in text order.

    Rejected claims are excluded.
    """
    return (
        PlaceRow.select()
        .where(Claim.article_id == parameter("article"), visible(Claim, viewer))
        .where(Claim.review != "rejected")
        .order_by(Claim.start, Claim.id)
    )
