"""Replaces parts of a stored claim."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.commands.claims.chain import Chain
from db.commands.claims.stances import Stances, take_stances
from db.commands.claims.subjects import keep_printed
from db.engine.session import Write
from db.models import Attribution, Claim, ClaimSubject, ClaimTag
from db.models.unmapped import mapped


@dataclass(frozen=True)
class Parts:
    """The new parts of a claim, resolved; None for a part that stays."""

    chain: Chain | None
    subjects: Sequence[ClaimSubject] | None
    tag_ids: Sequence[int] | None
    stances: Stances | None


def _keep_printed(claim: Claim, chain: Chain) -> None:
    """Keep the printed source of each unchanged step, even if it was merged since."""
    printed = {step.source_id: step.printed_source_id for step in claim.attribution}
    for step in chain.steps:
        step.printed_source_id = printed.get(step.source_id, step.source_id)


def _clear(claim: Claim, parts: Parts) -> None:
    """Remove the parts of a claim that are replaced."""
    if parts.chain is not None:
        _keep_printed(claim, parts.chain)
        claim.attribution = []
    if parts.subjects is not None:
        keep_printed(claim, parts.subjects)
        claim.subjects = []
    if parts.tag_ids is not None:
        claim.tags = []


def replace_parts(write: Write, claim: Claim, parts: Parts) -> None:
    """Remove the old parts before adding the new ones."""
    _clear(claim, parts)
    write.session.flush()
    if parts.stances is not None:  # flushes, so it precedes the new parts
        take_stances(write, claim, parts.stances)
    if parts.chain is not None:
        claim.attribution = mapped(Attribution, parts.chain.steps)
    if parts.subjects is not None:
        claim.subjects = mapped(ClaimSubject, parts.subjects)
    if parts.tag_ids is not None:
        claim.tags = [ClaimTag(tag_id=tag_id) for tag_id in parts.tag_ids]
