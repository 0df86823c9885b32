"""Stores new claims together, with one statement for each table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from db.commands.changes import log_change
from db.commands.claims.making import NewClaim
from db.commands.claims.refusals import refusals, repeatable
from db.commands.claims.repeats import RepeatRow, reads_of_repeats, repeats_in
from db.commands.known_records import KnownRecords
from db.commands.rarity import defer_rarities
from db.commands.records import stamp_new
from db.commands.search import add_claims
from db.engine.session import give_ids, give_ids_and_read, insert_rows
from db.engine.session.joining import PreparedRead
from db.errors import DataError
from db.models import (
    Attribution,
    Base,
    Claim,
    ClaimSubject,
    ClaimTag,
    Span,
    Stance,
)
from db.models.claim_order import order_of

Values = dict[str, Any]  # of a row
PARTS: Mapping[str, type[Base]] = {
    "attribution": Attribution,
    "spans": Span,
    "tags": ClaimTag,
    "subjects": ClaimSubject,
    "stances": Stance,
}


def store_claims(
    known: KnownRecords, new: Sequence[NewClaim]
) -> Mapping[int, DataError]:
    """Store new claims with their parts, or return by number why some are refused.

    If there are errors, no claim is stored.
    """
    if found := refused(known, new):
        return found
    # Of two concurrent writes, a constraint refuses the second, which is then repeated.
    if new:
        _insert(known, new)
    known.new.finish()
    for one in new:
        defer_rarities(one.write, known.rarities.due(one.claim), rising=True)
        log_change(one.write, "create", one.claim)
    return {}


def refused(known: KnownRecords, new: Sequence[NewClaim]) -> Mapping[int, DataError]:
    """Return the errors, by index, of storing new claims now."""
    if not new:
        return {}
    stored = repeatable(new)
    claims, reads = [one.claim for one in new], reads_of_repeats(known.write, stored)
    if claims[0].id:  # assigned in an earlier attempt
        rows = known.write.rows_together(reads)
    else:
        rows = _number(known, claims, reads)
    return refusals(known, new, repeats_in(chain(*rows)))


def _number(
    known: KnownRecords, claims: Sequence[Claim], reads: Sequence[PreparedRead]
) -> list[Sequence[RepeatRow]]:
    """Assign ids and times to claims and their parts; return the rows of reads."""
    write = known.write
    write.flush()  # stores the records that they refer to first
    for claim in claims:
        stamp_new(claim, write.now)
    parts = (list(chain(*(getattr(one, name) for one in claims))) for name in PARTS)
    groups = [claims, *parts, *known.new.children()]
    return give_ids_and_read(write, groups, reads)


def _insert(known: KnownRecords, new: Sequence[NewClaim]) -> None:
    claims = (Claim, [one.claim.__dict__ for one in new])
    words = [(one.claim, one.spec.words) for one in known.write.in_time(new)]
    add_claims(known.write, words, [*known.new.rows(), claims, *_parts(new)])


def _parts(new: Sequence[NewClaim]) -> Iterable[tuple[type[Base], list[Values]]]:
    """Return the rows of the parts of claims by their models."""
    rows: dict[type[Base], list[Values]] = {model: [] for model in PARTS.values()}
    for one in new:
        for model, parts in part_rows(one.claim):
            rows[model] += parts
    return rows.items()


def part_rows(claim: Claim) -> Iterator[tuple[type[Base], list[Values]]]:
    """Yield the rows of the parts of a new claim that has its id, by their models."""
    owned = {"claim_id": claim.id, **order_of(claim)}
    for name, model in PARTS.items():
        yield model, [owned | one.__dict__ for one in getattr(claim, name)]


def store_described(known: KnownRecords) -> None:
    """Store the records that the claims made until now describe."""
    give_ids(known.write, known.new.children())
    insert_rows(known.write.connection, known.new.rows())
    known.new.finish()
