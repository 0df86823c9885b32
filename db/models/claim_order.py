"""Copies of the sort keys of claims in their steps, tags and stances."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, TextClause
from sqlalchemy.orm import Mapped

from db.values.types import Key

# Each column, and the column of the claim that it copies.
CARRIED = {
    "dated_at": "dated_at",
    "recorded_at": "created_at",
    "article_id": "article_id",
    "start": "start",
}


class ClaimOrder:
    """Copies of the sort keys of a claim, because no index spans two tables."""

    dated_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    article_id: Mapped[Key]
    start: Mapped[int]


def order_of(claim: Any) -> dict[str, Any]:  # noqa: ANN401 - mapped, or a row
    """Return the sort keys of ``claim``, to be copied."""
    return {copy: getattr(claim, column) for copy, column in CARRIED.items()}


def index_orders(model: Any, of: Any, *, where: TextClause | None = None) -> None:  # noqa: ANN401 - mapped
    """Add an index for each order of the claims with the same ``of``."""
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
