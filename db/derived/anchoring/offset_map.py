"""Offsets of a text, moved to what is made of it by replacing some of its stretches."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Replacement = tuple[int, int, str]  # the stretch that is replaced, and what by


class OffsetMap:
    """Where each offset of one text stands in another, and the other way round.

    All that is kept are the borders of what was replaced: between two of them both
    texts are the same.
    """

    def __init__(self) -> None:
        self._from_starts, self._from_ends = array("q"), array("q")
        self._to_starts, self._to_ends = array("q"), array("q")

    def add(self, start: int, end: int, *, size: int) -> None:
        """Note that the stretch from ``start`` to ``end`` became one of ``size``."""
        shift = self._to_ends[-1] - self._from_ends[-1] if self._from_ends else 0
        self._from_starts.append(start)
        self._from_ends.append(end)
        self._to_starts.append(start + shift)
        self._to_ends.append(start + shift + size)

    def start(self, offset: int) -> int:
        """Return where what begins at ``offset`` begins now, moved outward."""
        at = bisect_right(self._from_starts, offset) - 1
        if at < 0:
            return offset
        if offset >= self._from_ends[at]:
            return self._to_ends[at] + offset - self._from_ends[at]
        return self._to_starts[at]

    def end(self, offset: int) -> int:
        """Return where what ends at ``offset`` ends now, moved outward."""
        at = bisect_left(self._from_starts, offset) - 1
        if at < 0:
            return offset
        if offset >= self._from_ends[at]:
            return self._to_ends[at] + offset - self._from_ends[at]
        return self._to_ends[at]

    def origin(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the stretch from which ``start`` to ``end`` was made.

        There is none if one of them lies inside of what one stretch was replaced by.
        """
        first, last = self._origin(start), self._origin(end - 1)
        if first is None or last is None or first[0] is None or last[1] is None:
            return None
        return first[0], last[1]

    def _origin(self, offset: int) -> tuple[int | None, int | None]:
        """Return where the character at ``offset`` begins and ends in the first text.

        Of what several characters were made of one, only the outermost borders are.
        """
        at = bisect_right(self._to_starts, offset) - 1
        if at < 0:
            return offset, offset + 1
        if offset >= self._to_ends[at]:
            same = self._from_ends[at] + offset - self._to_ends[at]
            return same, same + 1
        begins = self._from_starts[at] if offset == self._to_starts[at] else None
        ends = self._from_ends[at] if offset + 1 == self._to_ends[at] else None
        return begins, ends


def replace(text: str, replacements: Iterable[Replacement]) -> tuple[str, OffsetMap]:
    """Return ``text`` with its stretches replaced, in their order, and the offsets."""
    parts, done, offsets = list[str](), 0, OffsetMap()
    for start, end, replacement in replacements:
        offsets.add(start, end, size=len(replacement))
        parts += (text[done:start], replacement)
        done = end
    parts.append(text[done:])
    return "".join(parts), offsets
