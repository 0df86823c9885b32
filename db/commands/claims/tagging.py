"""Adds a tag to many claims at once, or removes it."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from db.commands.claims.editing import revise_claim
from db.commands.claims.reviewing import refuse_missing
from db.engine.session import Write
from db.models import Claim, ClaimTag, Tag
from db.queries.visibility import visible
from db.values.names import match_key


class Tagged(NamedTuple):
    """A claim at a version, with the names of its tags."""

    version: int
    names: list[str]


def tag_claims(
    write: Write, claim_ids: Sequence[int], name: str, *, add: bool
) -> list[int]:
    """Add a tag to claims or remove it; return the ids of the changed claims.

    Each changed claim gets an audit entry. Raise ``InvalidError`` for all ids without a
    claim.
    """
    found = _tagged(write, claim_ids)
    refuse_missing(claim_ids, found)
    changes = {
        claim_id: names
        for claim_id, tagged in sorted(found.items())
        if (names := _names(tagged, name, add=add)) != tagged.names
    }
    for claim_id, names in changes.items():
        version = found[claim_id].version
        revise_claim(write, claim_id, version=version, columns={}, tags=names)
    return list(changes)


def _names(tagged: Tagged, name: str, *, add: bool) -> list[str]:
    """Return the new tags of a claim."""
    key = match_key(name)
    others = [one for one in tagged.names if match_key(one) != key]
    if add == (len(others) < len(tagged.names)):
        return tagged.names
    return [*others, name] if add else others


def _tagged(write: Write, claim_ids: Sequence[int]) -> dict[int, Tagged]:
    """Lock claims, and return them with their tags."""
    wanted = Claim.id.in_(claim_ids), visible(Claim, write.viewer)
    locked = select(Claim.id).where(*wanted).order_by(Claim.id)
    # In a statement of its own: the next one also sees tags that others have committed.
    write.session.execute(locked.with_for_update(key_share=True))
    statement = (
        select(Claim.id, Claim.version, Tag.name)
        .outerjoin(ClaimTag, ClaimTag.claim_id == Claim.id)
        .outerjoin(Tag, Tag.id == ClaimTag.tag_id)
        .where(*wanted)
        .order_by(Claim.id, ClaimTag.id)
    )
    found: dict[int, Tagged] = {}
    for claim_id, version, name in write.session.execute(statement):
        tagged = found.setdefault(claim_id, Tagged(version, []))
        tagged.names.extend([name] if name else [])
    return found
