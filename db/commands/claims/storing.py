"""New claims are stored together: one statement for each table."""

from collections.abc import Mapping, Sequence

from sqlalchemy.exc import IntegrityError

from db.commands.changes import log_change
from db.commands.claims.refusals import refusals
from db.commands.known import Known
from db.commands.search import index_claims
from db.engine.session import Write, give_ids, insert_new
from db.errors import DataError
from db.models import Base, Claim

PARTS = ("attribution", "spans", "tags", "subjects", "stances")


def store_claims(known: Known, claims: Sequence[Claim]) -> Mapping[int, DataError]:
    """Store new claims with their parts, or return by number why some are refused.

    Then none is stored.
    """
    if not claims:
        return {}
    write = known.write
    parts = _parts_of(claims)
    _number(write, claims, parts)
    if exposing := refusals(known, claims):
        return exposing
    try:
        with write.session.begin_nested():
            insert_new(write.session, claims)
            for rows in parts.values():
                insert_new(write.session, rows)
    except IntegrityError:
        # Only now, because of two writes at once only the constraint can tell.
        if repeated := refusals(known, claims, conflicts=True):
            return repeated
        raise
    index_claims(write, [claim.id for claim in claims])
    for claim in claims:
        log_change(write, "create", claim)
    return {}


def refused(known: Known, claims: Sequence[Claim]) -> Mapping[int, DataError]:
    """Return by number why new claims would be refused if they were stored now."""
    if not claims:
        return {}
    _number(known.write, claims, _parts_of(claims))
    return refusals(known, claims, conflicts=True)


def _parts_of(claims: Sequence[Claim]) -> Mapping[str, Sequence[Base]]:
    return {
        name: [part for claim in claims for part in getattr(claim, name)]
        for name in PARTS
    }


def _number(
    write: Write, claims: Sequence[Claim], parts: Mapping[str, Sequence[Base]]
) -> None:
    """Give claims and their parts their ids and times, unless they have them."""
    if any(claim.id for claim in claims):
        return  # others were refused before
    write.session.flush()  # what they refer to is stored first
    give_ids(write.session, [claims, *parts.values()])
    for claim in claims:
        claim.version = 1
        claim.created_at = claim.updated_at = write.now
        for name in ("stances", "links"):
            if name not in claim.__dict__:
                setattr(claim, name, [])  # loaded, as the digest of the claim requires
        for name in PARTS:
            for part in getattr(claim, name):
                part.claim_id = claim.id
