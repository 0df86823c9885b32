"""A text as it was sent, beside the form in which it is stored."""

from functools import cached_property

from db.derived.anchoring.alike import common_start
from db.derived.anchoring.offset_map import OffsetMap
from db.values.stored_text import as_stored, stored_pieces


class SentText:
    """A text as it was sent: offsets that count in it are moved to what is stored."""

    def __init__(self, sent: str) -> None:
        self.sent = sent
        self.stored = as_stored(sent)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where the words from ``start`` to ``end`` stand in the stored text.

        An offset inside of what became one character moves outward.
        """
        if self._offsets is None:
            return start, end
        return self._offsets.start(start), self._offsets.end(end)

    @cached_property
    def _offsets(self) -> OffsetMap | None:
        if self.sent == self.stored:
            return None
        offsets, known = OffsetMap(), dict[str, str]()
        for piece in stored_pieces().finditer(self.sent):
            sent = piece[0]
            if (stored := known.get(sent)) is None:
                stored = known[sent] = as_stored(sent)
            if stored != sent:
                same = _same_end(sent, stored)
                offsets.add(piece.start(), piece.end() - same, size=len(stored) - same)
        return offsets


def _same_end(sent: str, stored: str) -> int:
    """Return how many marks at the end of a letter are stored apart, as they are."""
    same = common_start(sent[::-1], stored[::-1])
    apart = same and as_stored(sent[:-same]) == stored[:-same]
    return same if apart else 0
