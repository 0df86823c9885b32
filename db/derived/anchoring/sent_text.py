"""A text as sent by a client, and the form in which it is stored."""

from functools import cached_property

from db.derived.anchoring.common_prefix import common_prefix
from db.derived.anchoring.offset_map import OffsetMap
from db.values.stored_text import as_stored, stored_pieces


class SentText:
    """A text as sent; it converts offsets to those of the stored text."""

    def __init__(self, sent: str) -> None:
        self.sent = sent
        self.stored = as_stored(sent)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the interval of the stored text for an interval of the sent text.

        An offset inside characters that became one character moves outward.
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
    """Return how many marks at the end of a letter are stored unchanged."""
    same = common_prefix(sent[::-1], stored[::-1])
    apart = same and as_stored(sent[:-same]) == stored[:-same]
    return same if apart else 0
