"""The review of many claims at once."""

from collections.abc import Mapping, Sequence

from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from db.commands.changes import log_change
from db.engine.session import Write
from db.errors import InvalidError, raise_all
from db.models import Claim
from db.models.claim import Review
from db.queries.snapshots import snapshot_of
from db.queries.visibility import visible


def review_claims(
    write: Write, claim_ids: Sequence[int], *, review: Review
) -> list[Claim]:
    """Set the review of claims; each that it changes gets its own audit entry.

    Raise ``InvalidError`` for all ids of which there is no claim.
    """
    found = _fetch(write, claim_ids)
    raise_all(
        [
            InvalidError.not_found("claim", "ids", number)
            for number, claim_id in enumerate(claim_ids)
            if claim_id not in found
        ]
    )
    for claim in found.values():
        if claim.review != review:
            before = snapshot_of(claim)
            claim.review = review
            claim.version += 1
            claim.updated_at = write.now
            log_change(write, "update", claim, before=before)
    write.session.flush()
    return [found[claim_id] for claim_id in dict.fromkeys(claim_ids)]


def _fetch(write: Write, claim_ids: Sequence[int]) -> Mapping[int, Claim]:
    """Load and lock claims with their children, in the order of their ids."""
    children = (getattr(Claim, child.key) for child in inspect(Claim).relationships)
    statement = (
        select(Claim)
        .where(Claim.id.in_(claim_ids), visible(Claim, write.viewer))
        .options(*(selectinload(child) for child in children))
        .order_by(Claim.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {claim.id: claim for claim in write.session.scalars(statement)}
