"""The rarity of records in suggestions, which depends on their number of claims."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from sqlalchemy import bindparam, update

from db.engine.session import Write
from db.models import Claim, NameWord
from db.queries.filters import ids_by_resource, portions
from db.queries.name_words import RarityRow, list_rarities
from db.queries.snapshot_references import Reference
from db.values.viewer import LOCAL_VIEWER

GIVEN = ("of_resource", "of_record", "rarity_now")
SET_RARITY = (
    update(NameWord)
    .where(NameWord.resource == bindparam("of_resource"))
    .where(NameWord.record_id == bindparam("of_record"))
    .values(rarity=bindparam("rarity_now"))
)
# The parts of a claim that count for a record, and the columns with its id.
PARTS = {
    "attribution": ("source", "source_id"),
    "stances": ("fact", "fact_id"),
    "tags": ("tag", "tag_id"),
}


def counted_in(claim: Claim) -> set[Reference]:
    """Return the records for which a claim counts: none if it is hidden."""
    if claim.visibility != "public" or claim.withdrawn_at is not None:
        return set()
    return set(_references(claim))


def _references(claim: Claim) -> Iterator[Reference]:
    if claim.outlet_id is not None:
        yield "outlet", claim.outlet_id
    for name, (resource, column) in PARTS.items():
        for part in filter(_counts, claim.__dict__.get(name, ())):
            yield resource, getattr(part, column)


def _counts(part: object) -> bool:
    """Return whether a part of a claim is current: stances can be superseded."""
    return getattr(part, "superseded_at", None) is None


def defer_rarities(
    write: Write, records: Collection[Reference], *, rising: bool = False
) -> None:
    """Update the rarity of records at the end of the transaction.

    ``rising`` is true if their number of claims increased.
    """
    if records:
        write.deferred.setdefault(RISING if rising else ANY, set()).update(records)


def update_rarities(
    write: Write, records: Collection[Reference], *, rising: bool
) -> None:
    """Set the rarity of the records whose rarity has changed."""
    rows = (
        row
        for some in portions(sorted(records))
        for row in _read(write, some, rising=rising)
    )
    set_rarities(
        write,
        [
            (row.resource, row.id, row.rarity)
            for row in rows
            if {row.lowest, row.highest} != {row.rarity}
        ],
    )


def _read(
    write: Write, records: Collection[Reference], *, rising: bool
) -> Collection[RarityRow]:
    """Return the stored and the right rarity of records, in one read."""
    shape, values = ids_by_resource(records)
    read = list_rarities(shape=shape, rising=rising, viewer=LOCAL_VIEWER)
    return write.rows(read, **values)


def set_rarities(write: Write, rarities: Sequence[tuple[str, int, int]]) -> None:
    """Set the rarity of all words of records, given by resource, id and rarity."""
    if rarities:
        given = [dict(zip(GIVEN, one, strict=True)) for one in rarities]
        write.connection.execute(SET_RARITY, given)


RISING = partial(update_rarities, rising=True)
ANY = partial(update_rarities, rising=False)
