"""Reviews many claims at once."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from db.commands.records import locked_with_children, log_version
from db.engine.session import Write
from db.errors import InvalidError, StaleError, raise_all
from db.models import Claim
from db.models.claim import Review
from db.models.claim_order import copy_order
from db.queries.snapshots import snapshot_of
from db.queries.visibility import visible
from db.values.versions import ReadVersion, was_read


@dataclass(frozen=True)
class SeenClaims:
    """The state in which a reviewer saw claims: versions by id, and a review state."""

    versions: Mapping[int, ReadVersion] = field(default_factory=dict)
    review: Review | None = None

    def require(self, claim: Claim) -> None:
        """Raise ``StaleError`` if another writer has changed a claim since."""
        is_same = was_read(self.versions.get(claim.id), claim.version)
        if not is_same or self.review not in {None, claim.review}:
            now = f"at version {claim.version}, and its review is {claim.review}"
            message = f"Claim {claim.id} is {now}; read it again."
            raise StaleError(message)


UNSEEN = SeenClaims()  # of programs, which review claims in whatever state they are


def review_claims(
    write: Write,
    claim_ids: Sequence[int],
    *,
    review: Review,
    seen: SeenClaims = UNSEEN,
) -> list[Claim]:
    """Set the review state of claims; each changed claim gets an audit entry.

    Raise ``InvalidError`` for all ids without a claim, or ``StaleError``.
    """
    found = _fetch(write, claim_ids)
    refuse_missing(claim_ids, found)
    for claim in found.values():
        seen.require(claim)
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
