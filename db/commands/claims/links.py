"""Links between claims: each belongs to the claim from which it starts."""

from sqlalchemy import select

from db.commands.records import fetch, revised
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, NotFoundError
from db.models import Claim, ClaimLink
from db.queries.claim_links import LinkRow
from db.queries.visibility import visible
from db.values.versions import ReadVersion


def link_claim(
    write: Write, claim_id: int, *, other_id: int, kind: str
) -> tuple[LinkRow, int]:
    """Link a claim to another one; return the link and the version of the claim."""
    claim = fetch(write, Claim, claim_id, version=None)
    other = _other(write, claim_id, other_id)
    # The claim is locked: until the transaction ends, no other write can link these
    # two.
    for link in claim.links:
        if (link.other_id, link.kind) == (other_id, kind):
            message = "This link already exists."
            raise ConflictError("link", link.id, message)
    link = ClaimLink(other_id=other_id, kind=kind)
    with revised(write, claim):
        claim.links.append(link)
    texts = {"claim_text": claim.text, "other_text": other.text}
    ends = {"claim_id": claim.id, "other_id": other.id}
    row = LinkRow.of({"id": link.id, "kind": kind, **ends, **texts})
    return row, claim.version


def unlink_claim(
    write: Write, claim_id: int, link_id: int, *, version: ReadVersion
) -> None:
    """Remove a link from the claim from which it starts."""
    claim = fetch(write, Claim, claim_id, version=version)
    for link in claim.links:
        if link.id == link_id:
            break
    else:
        resource = "link"
        raise NotFoundError(resource, link_id)
    with revised(write, claim):
        claim.links.remove(link)


def _other(write: Write, claim_id: int, other_id: int) -> Claim:
    """Return the target of a link, if it can be one.

    It is not locked: links do not prevent its withdrawal, and two claims that are
    linked to each other concurrently must not deadlock.
    """
    at = "other_id"
    if other_id == claim_id:
        message = "A claim cannot be linked to itself."
        raise InvalidError(message, at)
    seen = visible(Claim, write.viewer)
    other = write.session.scalar(select(Claim).where(Claim.id == other_id, seen))
    if other is None:
        raise InvalidError.not_found("claim", at)
    return other
