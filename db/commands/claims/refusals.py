"""Errors of new claims: repeated claims, and references they may not have."""

from collections.abc import Mapping, Sequence

from db.commands.claims.making import NewClaim
from db.commands.claims.repeats import Repeats
from db.commands.known_records import KnownRecords
from db.commands.records import conflict_with
from db.commands.visibility.leaks import exposures
from db.errors import ConflictError, DataError
from db.models import Claim


def repeatable(new: Sequence[NewClaim]) -> list[Claim]:
    """Return the new claims that may repeat stored ones."""
    return [one.claim for one in new if not one.article.is_new]


def refusals(
    known: KnownRecords, new: Sequence[NewClaim], repeats: Repeats
) -> Mapping[int, DataError]:
    """Return the errors of new claims by index; empty if all are valid.

    ``repeats`` are the stored claims with the keys of new ones.
    """
    found: dict[int, DataError] = {}
    claims = [one.claim for one in new]
    merged, live = repeats
    described = known.new.accesses
    exposed = exposures(known.write, claims, public=known.public, new=described)
    for number, claim in enumerate(claims):
        key = claim.article_id, claim.content_key
        same = live.get((*key, claim.visibility))
        if survivor_id := merged.get(key):
            found[number] = _represented(survivor_id)
        elif number in exposed:
            found[number] = exposed[number]
        elif same:
            found[number] = conflict_with("claim", same, table="claim")
        else:
            live[*key, claim.visibility] = claim.id
    return found


def _represented(survivor_id: int) -> ConflictError:
    message = f"This claim was merged into claim {survivor_id}, which represents it."
    return ConflictError("claim", survivor_id, message)
