"""What claims are listed by, carried by their steps, tags and stances."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, TextClause
from sqlalchemy.orm import Mapped

from db.values.types import Key

# The column of the claim that each is a copy of.
CARRIED = {
    "dated_at": "dated_at",
    "recorded_at": "created_at",
    "article_id": "article_id",
    "start": "start",
}


class ClaimOrder:
    """The keys of the claim's orders: copies, since no index spans two tables."""

    dated_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    article_id: Mapped[Key]
    start: Mapped[int]


def order_of(claim: Any) -> dict[str, Any]:  # noqa: ANN401 - mapped, or a row
    """Return what the steps, tags and stances of ``claim`` carry of it."""
    return {copy: getattr(claim, column) for copy, column in CARRIED.items()}


def index_orders(model: Any, of: Any, *, where: TextClause | None = None) -> None:  # noqa: ANN401 - mapped
    """Let one index give each order of the claims that have ``of`` in common."""
    orders = {
        "newest": (model.dated_at.desc(), model.claim_id.desc()),
        "recorded": (model.recorded_at.desc(), model.claim_id.desc()),
        "in_article": (model.article_id, model.start, model.claim_id),
    }
    for name, order in orders.items():
        Index(
            f"ix_{model.__tablename__}_{name}",
            of,
            *order,
            sqlite_where=where,
            postgresql_where=where,
        )
