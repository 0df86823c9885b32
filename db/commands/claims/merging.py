"""Merges of claims, and their reversal.

A merged claim is left out of all lists and counts, like a withdrawn one, and its
survivor is shown as printed in the articles of both. So the survivor must have all
stances and links of the merged claim.
"""

from sqlalchemy import exists, or_, select

from db.commands.claims.editing import LIFECYCLE
from db.commands.dating import refuse_restored_later
from db.commands.merging import (
    lock_survivor,
    merged_before,
    merged_into,
    refuse_other_access,
    repoint_survivors,
)
from db.commands.records import fetch, revised
from db.commands.uses import refuse_without
from db.engine.aliases import aliased
from db.engine.session import Write
from db.errors import ConflictError
from db.models import Claim, ClaimLink, Fact, Stance
from db.queries.fact_claims import COUNTED_REVIEWS
from db.queries.visibility import visible
from db.values.versions import ReadVersion

SAME_WORDS = ("repeats", "confirms")  # links between claims that may be the same
OTHER = aliased(Claim, name="other")


def merge_claim(
    write: Write, claim_id: int, *, into_id: int, version: ReadVersion
) -> None:
    """Merge a claim into another, which then counts as printed in both articles.

    Raise ``InvalidError`` if the other claim cannot be a survivor, ``ConflictError`` if
    the merge would lose a stance or a link.
    """
    survivor = lock_survivor(write, Claim, claim_id, into_id=into_id)
    claim = fetch(write, Claim, claim_id, version=version)
    refuse_other_access(claim, survivor)
    _refuse_unreviewed(claim, survivor)
    _refuse_lost_stances(write, claim, survivor)
    _refuse_lost_links(write, claim, survivor)
    with revised(write, claim, "merge"):
        claim.merged_into_id = claim.survivor_id = survivor.id
        claim.withdrawn_at = write.now
    repoint_survivors(write, Claim, Claim.survivor_id == claim_id, survivor_id=into_id)


def unmerge_claim(write: Write, claim_id: int, *, version: ReadVersion) -> None:
    """Undo the merge of a claim; earlier merges into it remain.

    Raise ``ConflictError`` if a record that it depends on is withdrawn.
    """
    claim = fetch(write, Claim, claim_id, version=version, merged=True)
    merged_into(claim)
    for model, record_ids in LIFECYCLE.depends_on(claim):
        refuse_without(write, model, record_ids)
    refuse_restored_later(write, claim)
    merged = merged_before(write, claim)
    with revised(write, claim, "unmerge"):
        claim.merged_into_id = claim.survivor_id = claim.withdrawn_at = None
    repoint_survivors(write, Claim, Claim.id.in_(merged), survivor_id=claim_id)


def withdraw_claim(write: Write, claim_id: int, *, version: ReadVersion) -> None:
    """Withdraw a claim; raise ``ConflictError`` if others are merged into it."""
    merged = select(Claim.id).where(
        Claim.merged_into_id == claim_id, visible(Claim, write.viewer, withdrawn=True)
    )
    found = write.session.scalar(merged.order_by(Claim.id).limit(1))
    if found is not None:
        message = f"Claim {found} is merged into this one: unmerge it first."
        raise ConflictError("claim", found, message)
    LIFECYCLE.withdraw(write, claim_id, version=version)


def _refuse_unreviewed(claim: Claim, survivor: Claim) -> None:
    counts = (one.review in COUNTED_REVIEWS for one in (claim, survivor))
    if list(counts) == [True, False]:
        message = f"Claim {survivor.id} is not reviewed, and this one is: review it."
        raise ConflictError("claim", survivor.id, message)


def _refuse_lost_stances(write: Write, claim: Claim, survivor: Claim) -> None:
    """Raise ``ConflictError`` if the survivor lacks a stance of the claim."""
    own = aliased(Stance)
    held = exists().where(
        own.claim_id == survivor.id,
        own.superseded_at.is_(None),
        own.fact_id == Stance.fact_id,
        own.stance == Stance.stance,
    )
    lost = (
        select(Stance.fact_id, Stance.stance)
        .join(Fact, Fact.id == Stance.fact_id)
        .where(Stance.claim_id == claim.id, Stance.superseded_at.is_(None), ~held)
        .where(visible(Fact, write.viewer))
        .order_by(Stance.id)
    )
    found = write.session.execute(lost).first()
    if found is not None:
        message = (
            f"This claim has the stance {found.stance} on fact {found.fact_id}, and "
            f"claim {survivor.id} does not: give both the same stance first."
        )
        raise ConflictError("fact", found.fact_id, message)


def _refuse_lost_links(write: Write, claim: Claim, survivor: Claim) -> None:
    """Raise ``ConflictError`` if the survivor lacks a link of the claim."""
    ends = (ClaimLink.claim_id, ClaimLink.other_id)
    for end, far in (ends, ends[::-1]):
        same = aliased(ClaimLink)
        own, other = (getattr(same, column.key) for column in (end, far))
        kept = exists().where(
            own == survivor.id, other == far, same.kind == ClaimLink.kind
        )
        between = (far == survivor.id) & ClaimLink.kind.in_(SAME_WORDS)
        lost = (
            select(far.label("id"), ClaimLink.kind)
            .join(OTHER, OTHER.id == far)
            .where(end == claim.id, ~or_(kept, between), visible(OTHER, write.viewer))
            .order_by(ClaimLink.id)
        )
        found = write.session.execute(lost).first()
        if found is not None:
            message = (
                f"This claim and claim {found.id} are linked ({found.kind}), and claim "
                f"{survivor.id} has no such link: move the link first."
            )
            raise ConflictError("claim", found.id, message)
