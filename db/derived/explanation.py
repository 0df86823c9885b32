"""The entries counted on the sides of a fact, as one list.

Entries are articles, voices, origins, and claims without a chain. A folded article or
source is a separate entry.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, get_args

from db.derived.corroboration import Corroboration, Naming, Tally
from db.derived.deduplication import Counted, Folded

PartName = Literal["articles", "voices", "origins", "unattributed"]
PARTS: tuple[PartName, ...] = get_args(PartName)


class Entry(NamedTuple):
    """An article, a source or a claim without a chain, on one side of a fact.

    ``place`` is its index in its part.
    """

    side: int
    part: PartName
    id: int
    into_id: int  # the id under which it counts: its own if it was not folded
    place: int
    counted: Counted | None = None  # null for a claim
    known: Naming | None = None
    folded: Folded | None = None

    @property
    def claim_ids(self) -> Sequence[int]:
        """Return its claims on this side; none if it is a claim itself."""
        one = self.folded or self.counted
        return one.claim_ids if one else ()

    @property
    def key(self) -> tuple[int, ...]:
        """Return its sort key."""
        return self.side, PARTS.index(self.part), self.id, self.into_id


def explain_sides(sides: Sequence[Corroboration]) -> list[Entry]:
    """Return the entries of all sides, sorted by key."""
    return sorted(_entries(sides), key=lambda one: one.key)


def _entries(sides: Sequence[Corroboration]) -> Iterator[Entry]:
    for number, side in enumerate(sides):
        yield from _of_tally(number, "articles", side.articles)
        yield from _of_tally(number, "voices", side.voices)
        yield from _of_tally(number, "origins", side.origins)
        for place, claim_id in enumerate(side.unattributed):
            yield Entry(number, "unattributed", claim_id, claim_id, place)


def _of_tally(side: int, part: PartName, tally: Tally) -> Iterator[Entry]:
    for place, (one, known) in enumerate(tally.each()):
        yield Entry(side, part, one.id, one.id, place, one, known)
        for folded in one.folded:
            yield Entry(side, part, folded.id, one.id, place, one, known, folded)
