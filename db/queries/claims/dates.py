"""Reads of the dates of claims."""

from datetime import datetime

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import Claim
from db.queries.visibility import visible
from db.values.dates import Precision
from db.values.types import AnySelect, UtcDateTime
from db.values.viewer import Viewer


class SaidRow(Row):
    """The date on which a claim was said."""

    id: int = column(Claim.id)
    said_from: datetime = column(Claim.said_from)
    said_to: datetime | None = column(Claim.said_to)
    said_precision: Precision | None = column(Claim.said_precision)


@prepared(SaidRow)
def list_said_since(*, viewer: Viewer) -> AnySelect:
    """Select the claims of ``article`` that were said at ``since`` or later."""
    return (
        SaidRow.select()
        .where(
            Claim.article_id == parameter("article"),
            Claim.said_from >= parameter("since", UtcDateTime()),
            visible(Claim, viewer),
        )
        .order_by(Claim.id)
    )
