"""Columns of claims, copied to their steps, subjects, tags and stances."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, TextClause, text
from sqlalchemy.orm import Mapped

from db.values.types import Key

# Each copy, and the column of the claim that it copies.
CARRIED = {
    "dated_at": "dated_at",
    "recorded_at": "created_at",
    "article_id": "article_id",
    "start": "start",
}
IS_DRAFT = text("draft_visibility IS NOT NULL")


class ClaimOrder:
    """Copies of the sort keys of a claim, because an index cannot span two tables.

    ``draft_visibility`` is the visibility of the claim if it is a live draft, else
    null. A partial index on it counts the drafts that a list leaves out.
    """

    dated_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    article_id: Mapped[Key]
    start: Mapped[int]
    draft_visibility: Mapped[str | None]


def order_of(claim: Any) -> dict[str, Any]:  # noqa: ANN401 - mapped, or a row
    """Return the values of ``claim`` to copy."""
    is_draft = claim.review == "draft" and claim.withdrawn_at is None
    return {
        **{copy: getattr(claim, column) for copy, column in CARRIED.items()},
        "draft_visibility": claim.visibility if is_draft else None,
    }


def copy_order(claim: Any) -> None:  # noqa: ANN401 - a mapped claim
    """Copy the sort keys of a claim to its children."""
    order = order_of(claim)
    for part in (*claim.attribution, *claim.subjects, *claim.tags, *claim.stances):
        for column, value in order.items():
            setattr(part, column, value)


def index_orders(
    model: Any,  # noqa: ANN401 - mapped
    of: Any,  # noqa: ANN401 - a column of it
    *,
    where: TextClause | None = None,
    tested: Sequence[Any] = (),
) -> None:
    """Add indexes on ``of`` and each sort key, and one of the drafts.

    Lists by date are also narrowed by the columns ``tested``: the index has them, so
    that no row is read to test it.
    """
    orders = {
        "newest": (model.dated_at.desc(), model.claim_id.desc(), *tested),
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
    drafts = IS_DRAFT if where is None else text(f"{where} AND {IS_DRAFT}")
    Index(
        f"ix_{model.__tablename__}_drafts",
        of,
        model.draft_visibility,
        sqlite_where=drafts,
        postgresql_where=drafts,
    )
