"""How rare records are in suggestions: it depends on how many claims they have."""

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
# The parts of a claim that count as claims of a record, and the column of its id.
PARTS = {
    "attribution": ("source", "source_id"),
    "stances": ("fact", "fact_id"),
    "tags": ("tag", "tag_id"),
}


def counted_in(claim: Claim) -> set[Reference]:
    """Return for which records a claim counts: for none unless readers see it."""
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
    """Return whether a part of a claim is not a judgement that was superseded."""
    return getattr(part, "superseded_at", None) is None


def note_counts(
    write: Write, records: Collection[Reference], *, rising: bool = False
) -> None:
    """Have the rarity of records set when the transaction ends.

    ``rising`` says that they have more claims than before.
    """
    if records:
        write.deferred.setdefault(RISING if rising else ANY, set()).update(records)


def update_rarities(
    write: Write, records: Collection[Reference], *, rising: bool
) -> None:
    """Set the rarity of the records that have another number of claims now."""
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
    """Return how rare records are and should be, by one read for all resources."""
    shape, values = ids_by_resource(records)
    read = list_rarities(shape=shape, rising=rising, viewer=LOCAL_VIEWER)
    return write.rows(read, **values)


def set_rarities(write: Write, rarities: Sequence[tuple[str, int, int]]) -> None:
    """Set the rarity of all words of records: of each its resource, id and rarity."""
    if rarities:
        given = [dict(zip(GIVEN, one, strict=True)) for one in rarities]
        write.connection.execute(SET_RARITY, given)


RISING = partial(update_rarities, rising=True)
ANY = partial(update_rarities, rising=False)
