"""A text as sent by a client, and the form in which it is stored."""

from functools import cached_property

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
        return self._around(start)[0], self._around(end)[1]

    def _around(self, offset: int) -> tuple[int, int]:
        """Return the interval of the stored characters that ``offset`` would split.

        It is empty if the text before the offset and the text after it are stored alike
        apart and together.
        """
        if self._offsets is None:
            return offset, offset
        first, last = self._offsets.start(offset), self._offsets.end(offset)
        if first < last and (sent := self._offsets.origin(first, last)):
            before = as_stored(self.sent[sent[0] : offset])
            after = as_stored(self.sent[offset : sent[1]])
            if before + after == self.stored[first:last]:
                first = last = first + len(before)
        return first, last

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
                offsets.add(piece.start(), piece.end(), size=len(stored))
        return offsets
