"""The parts of a text that are most similar to words that are not in it."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from db.derived.anchoring.borders import MAX_COMPARED, REACH, borders
from db.derived.anchoring.context import Remembered
from db.derived.anchoring.folding import fold, without_case
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.words import WORD, word_end, word_start

LEAST_SCORE = 80
MAX_NEAREST = 5
# Bounds of one search, whatever the length of the text.
MAX_WORDS, MAX_PLACES_OF_WORD, MAX_TRIED = 8, 16, 8
MAX_VOCABULARY = 20_000
MAX_LETTERS = 64  # of a word that is searched in other spellings
MAX_ALIGNED = 500  # characters to align
LEAST_COMMON = 3  # consecutive characters


class Near(NamedTuple):
    """A part of a text, and its similarity from 0 to 100."""

    start: int
    end: int
    score: int

    def overlaps(self, other: "Near") -> bool:
        """Return whether two intervals overlap."""
        return self.start < other.end and other.start < self.end


def nearest(text: SearchableText, exact: str) -> list[Near]:
    """Return the parts most similar to ``exact`` (scores from 80), the best first."""
    wanted = without_case(fold(exact)[0]).strip()
    if len(wanted) > MAX_COMPARED:
        return []
    near = [_near(text, wanted, start) for start in _likely_starts(text, wanted)]
    found = [one for one in near if one is not None]
    apart: list[Near] = []
    for one in sorted(found, key=lambda one: (-one.score, one.start)):
        if not any(one.overlaps(other) for other in apart):
            apart.append(one)
    return apart[:MAX_NEAREST]


def _likely_starts(text: SearchableText, wanted: str) -> list[int]:
    """Return the starts that most of the rare words of ``wanted`` suggest."""
    size = max(8, len(wanted) // 4)
    votes: Counter[int] = Counter()
    starts: dict[int, int] = {}
    for word, offset in _rare_words(text, wanted):
        for place in islice(text.words[word], MAX_PLACES_OF_WORD):
            start = max(0, place - offset)
            votes[start // size] += 1
            starts.setdefault(start // size, start)
    return [starts[bucket] for bucket, _ in votes.most_common(MAX_TRIED)]


def _rare_words(text: SearchableText, wanted: str) -> Iterator[tuple[str, int]]:
    """Yield the words of ``wanted``, or similar ones, and their offsets in the text."""
    places = {found[0]: found.start() for found in WORD.finditer(wanted)}
    known = [word for word in places if word in text.words]
    known.sort(key=lambda word: len(text.words[word]))
    for word in known[:MAX_WORDS]:
        yield word, places[word]
    unknown = sorted(places.keys() - set(known), key=len, reverse=True)
    for word in unknown[: max(1, 4 - len(known))]:
        for other in _words_like(text, word):
            yield other, places[word]


def _words_like(text: SearchableText, word: str) -> list[str]:
    """Return words of the text with a similar spelling."""
    if len(word) > MAX_LETTERS:
        return []
    words = islice(text.words, MAX_VOCABULARY)
    vocabulary = [other for other in words if len(other) <= MAX_LETTERS]
    alike = process.extract(
        word, vocabulary, scorer=fuzz.ratio, score_cutoff=LEAST_SCORE, limit=4
    )
    return [other for other, *_ in alike]


def _near(text: SearchableText, wanted: str, start: int) -> Near | None:
    """Return the most similar part near ``start``, if any is similar enough."""
    tried = [
        borders(text, Remembered(wanted, "", ""), start),
        _common_part(text, wanted, start),
    ]
    scored = []
    for found in filter(None, tried):
        first, last = _words_of(text.folded, *found)
        score = fuzz.ratio(wanted, text.lower[first:last], score_cutoff=LEAST_SCORE)
        place = text.offsets.origin(first, last)
        if place is not None and score >= LEAST_SCORE:
            scored.append(Near(*place, score=int(score)))
    return max(scored, key=lambda near: near.score, default=None)


def _common_part(
    text: SearchableText, wanted: str, start: int
) -> tuple[int, int] | None:
    """Return the interval of the text that it has in common with the words."""
    if len(wanted) > MAX_ALIGNED:
        return None
    slack = 8 + len(wanted) // 4
    base = max(0, start - slack)
    window = text.lower[base : start + len(wanted) + slack]
    common = [
        code
        for code in Indel.opcodes(wanted, window)
        if code.tag == "equal" and code.src_end - code.src_start >= LEAST_COMMON
    ]
    if not common:
        return None
    first = word_start(text.folded, base + common[0].dest_start, limit=REACH)
    return first, word_end(text.folded, base + common[-1].dest_end, limit=REACH)


def _words_of(folded: str, first: int, last: int) -> tuple[int, int]:
    """Return the interval of the words between two offsets, without punctuation."""
    words = [found.span() for found in WORD.finditer(folded[first:last])]
    return (first + words[0][0], first + words[-1][1]) if words else (first, last)
