"""Maps offsets of a text to the text after replacements, and back."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Replacement = tuple[int, int, str]  # start and end of the interval, and its replacement


class OffsetMap:
    """The offsets of one text in another, in both directions.

    Only the borders of replacements are stored: between them, both texts are equal.
    """

    def __init__(self) -> None:
        self._from_starts, self._from_ends = array("q"), array("q")
        self._to_starts, self._to_ends = array("q"), array("q")

    def add(self, start: int, end: int, *, size: int) -> None:
        """Add a replacement: ``start`` to ``end`` became ``size`` characters."""
        shift = self._to_ends[-1] - self._from_ends[-1] if self._from_ends else 0
        self._from_starts.append(start)
        self._from_ends.append(end)
        self._to_starts.append(start + shift)
        self._to_ends.append(start + shift + size)

    def start(self, offset: int) -> int:
        """Return the new offset of a start, moved outward if it was replaced."""
        at = bisect_right(self._from_starts, offset) - 1
        if at < 0:
            return offset
        if offset >= self._from_ends[at]:
            return self._to_ends[at] + offset - self._from_ends[at]
        return self._to_starts[at]

    def end(self, offset: int) -> int:
        """Return the new offset of an end, moved outward if it was replaced."""
        at = bisect_left(self._from_starts, offset) - 1
        if at < 0:
            return offset
        if offset >= self._from_ends[at]:
            return self._to_ends[at] + offset - self._from_ends[at]
        return self._to_ends[at]

    def origin(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the original interval from which ``start`` to ``end`` was made.

        Return None if an end is inside a replacement.
        """
        first, last = self._origin(start), self._origin(end - 1)
        if first is None or last is None or first[0] is None or last[1] is None:
            return None
        return first[0], last[1]

    def _origin(self, offset: int) -> tuple[int | None, int | None]:
        """Return the original interval of the character at ``offset``.

        Inside a replacement of several characters, only its outer borders are known.
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
    """Return ``text`` with the intervals replaced, in order, and the offset map."""
    parts, done, offsets = list[str](), 0, OffsetMap()
    for start, end, replacement in replacements:
        offsets.add(start, end, size=len(replacement))
        parts += (text[done:start], replacement)
        done = end
    parts.append(text[done:])
    return "".join(parts), offsets
