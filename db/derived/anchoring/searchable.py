"""A text prepared once for many searches of words."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property

from db.derived.anchoring.folding import fold, without_case
from db.derived.anchoring.offset_map import OffsetMap
from db.derived.anchoring.words import WORD


class SearchableText:
    """A stored text, its folded forms and an index of its words, computed on demand."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _fold(self) -> tuple[str, OffsetMap]:
        return fold(self.text)

    @property
    def folded(self) -> str:
        """Return the folded text in its letter case."""
        return self._fold[0]

    @property
    def offsets(self) -> OffsetMap:
        """Return the original offset of each character of the folded text."""
        return self._fold[1]

    @cached_property
    def lower(self) -> str:
        """Return the folded text in lower case; it has the offsets of ``folded``."""
        return without_case(self.folded)

    @cached_property
    def words(self) -> Mapping[str, "array[int]"]:
        """Return the offsets in ``lower`` of each word."""
        index: dict[str, array[int]] = {}
        for found in WORD.finditer(self.lower):
            word = found[0]
            if word in index:
                index[word].append(found.start())
            else:
                index[word] = array("q", (found.start(),))
        return index

    def near(self, word: str, at: int, *, most: int) -> Iterator[int]:
        """Yield the offsets of ``word`` in ``lower``, the nearest to ``at`` first."""
        places = self.words.get(word, ())
        middle = bisect_left(places, at)
        first = max(0, min(middle - most // 2, len(places) - most))
        yield from places[first : first + most]
