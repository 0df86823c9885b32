"""A text in which words are looked for, prepared once for all that are."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property

from db.derived.anchoring.folding import fold, without_case
from db.derived.anchoring.offset_map import OffsetMap
from db.derived.anchoring.words import WORD


class SearchableText:
    """A stored text, its folded forms and an index of its words, each made if used."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _fold(self) -> tuple[str, OffsetMap]:
        return fold(self.text)

    @property
    def folded(self) -> str:
        """Return the text without what may differ, but for letter case."""
        return self._fold[0]

    @property
    def offsets(self) -> OffsetMap:
        """Return where each character of the folded text stands in the text."""
        return self._fold[1]

    @cached_property
    def lower(self) -> str:
        """Return the folded text in lower case: offsets are those of ``folded``."""
        return without_case(self.folded)

    @cached_property
    def words(self) -> Mapping[str, "array[int]"]:
        """Return where in ``lower`` each of its words stands."""
        index: dict[str, array[int]] = {}
        for found in WORD.finditer(self.lower):
            word = found[0]
            if word in index:
                index[word].append(found.start())
            else:
                index[word] = array("q", (found.start(),))
        return index

    def near(self, word: str, at: int, *, most: int) -> Iterator[int]:
        """Yield where ``word`` stands in ``lower``, nearest to ``at``."""
        places = self.words.get(word, ())
        middle = bisect_left(places, at)
        first = max(0, min(middle - most // 2, len(places) - most))
        yield from places[first : first + most]
