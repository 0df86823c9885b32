"""Reviews many claims at once."""

from collections.abc import Container, Mapping, Sequence

from db.commands.records import locked_with_children, log_version
from db.engine.session import Write
from db.errors import InvalidError, raise_all
from db.models import Claim
from db.models.claim import Review
from db.models.claim_order import copy_order
from db.queries.snapshots import snapshot_of
from db.queries.visibility import visible


def review_claims(
    write: Write, claim_ids: Sequence[int], *, review: Review
) -> list[Claim]:
    """Set the review state of claims; each changed claim gets an audit entry.

    Raise ``InvalidError`` for all ids without a claim.
    """
    found = _fetch(write, claim_ids)
    refuse_missing(claim_ids, found)
    for claim in found.values():
        if claim.review != review:
            before = snapshot_of(claim)
            claim.review = review
            copy_order(claim)
            log_version(write, claim, before=before)
    write.session.flush()
    return [found[claim_id] for claim_id in dict.fromkeys(claim_ids)]


def refuse_missing(claim_ids: Sequence[int], found: Container[int]) -> None:
    """Raise ``InvalidError`` for all ids that were not found."""
    raise_all(
        [
            InvalidError.not_found("claim", "ids", number)
            for number, claim_id in enumerate(claim_ids)
            if claim_id not in found
        ]
    )


def _fetch(write: Write, claim_ids: Sequence[int]) -> Mapping[int, Claim]:
    """Load and lock claims with their children, in the order of their ids."""
    statement = (
        locked_with_children(Claim)
        .where(Claim.id.in_(claim_ids), visible(Claim, write.viewer))
        .order_by(Claim.id)
    )
    return {claim.id: claim for claim in write.session.scalars(statement)}
