"""The rarity of records in suggestions, which depends on their number of claims."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, product

from sqlalchemy import bindparam, update

from db.engine.session import Write
from db.engine.session.joining import PreparedRead
from db.models import Claim, NameWord
from db.queries.filters import ids_by_resource, portions
from db.queries.rarities import (
    RESOURCES,
    RarityRow,
    StoredRarityRow,
    list_rarities,
    list_stored_rarities,
)
from db.queries.snapshot_references import Reference
from db.values.viewer import LOCAL_VIEWER

LEAST = 0  # the rarity of records with most claims, which further ones do not change
OFTEN = 5  # the rarity of records with 8 to 15 claims
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


class StoredRarities:
    """The rarities of records that new claims refer to, read with these records."""

    def __init__(self) -> None:
        self._of: dict[Reference, int] = {}

    def reads(
        self, records: Mapping[str, Sequence[PreparedRead]]
    ) -> Sequence[PreparedRead]:
        """Return the read of rarities to run with those of records of each kind.

        There is none if a kind has several reads.
        """
        values = {kind: reads[0][1] for kind, reads in records.items() if reads}
        if not values or any(len(reads) > 1 for reads in records.values()):
            return ()
        for kind in values.keys() - {"tag"}:  # tags are read by their names
            found = product(RESOURCES[kind], values[kind].values())
            self._of |= dict.fromkeys(found, LEAST)
        shape = tuple((kind, len(of)) for kind, of in values.items())
        read = list_stored_rarities(shape=shape, viewer=LOCAL_VIEWER)
        return [(read, dict(chain(*(of.items() for of in values.values()))))]

    def keep(self, rows: Iterable[StoredRarityRow]) -> None:
        """Add rarities; without one, a record has no words."""
        for row in rows:
            self._of[row.resource, row.id] = row.highest

    def due(self, claim: Claim) -> set[Reference]:
        """Return the records whose claims should be counted after a new claim."""
        return {one for one in counted_in(claim) if self._is_due(one, claim.id)}

    def _is_due(self, record: Reference, claim_id: int) -> bool:
        """Return whether it is time to count the claims of a record.

        Up to 15 claims are counted after each new one. Of more, it takes twice as many
        until the rarity changes, and they are counted half as often: after one of 16
        new claims if there are 128 to 255.
        """
        rarity = self._of.get(record)
        if rarity is None:
            return True
        one_of = 1 << max(0, OFTEN - rarity)
        return rarity > LEAST and hash((claim_id, *record[1:])) % one_of == 0


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
