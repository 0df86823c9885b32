"""Compares typed text with the words of names."""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple
from zlib import crc32

from rapidfuzz import process
from rapidfuzz.distance import OSA

from db.search.analyser import Word, analyse

MAX_TYPED = 6  # words to look up; further words are ignored
FEWEST_LETTERS = 4  # the minimum length of a mistyped word
# Deletions are computed from prefixes of these lengths, because the end of a word is
# missing while it is typed.
SHORT, LONG = 4, 7
SIMILAR = 5  # corrections of a mistyped word
# The prefixes that have a bit: for each length, the first bit and the number of bits.
# They are less than 63, so that the number is positive in every database.
PREFIXES = {1: (0, 26), 2: (26, 18), 4: (44, 18)}


def typed_words(text: str) -> tuple[str, ...]:
    """Return the typed words, without the last character of a run of pairs."""
    found = [*analyse(text)]
    whole = [one for one in found if not one.is_part] or found
    return tuple(dict.fromkeys(one.text for one in whole))[:MAX_TYPED]


def name_words(names: Iterable[str]) -> set[str]:
    """Return the words of some names."""
    return {one.text for name in names for one in analyse(name)}


def prefix_bits(words: Iterable[str]) -> int:
    """Return a bit for each prefix of words; some prefixes of a length share a bit.

    If a word of a name begins like a typed one, the name has all bits of the typed one.
    """
    prefixes = {
        word[:length] for word in words for length in PREFIXES if length <= len(word)
    }
    return reduce(or_, (1 << _bit(prefix) for prefix in prefixes), 0)


def _bit(prefix: str) -> int:
    """Return the bit of a prefix; Latin letters have a bit each."""
    first, count = PREFIXES[len(prefix)]
    is_letter = len(prefix) == 1
    number = ord(prefix) - ord("a") if is_letter else crc32(prefix.encode())
    return first + number % count


def deletions(word: str) -> set[str]:
    """Return the stored deletions of a word of a name; none for a short word."""
    if len(word) < FEWEST_LETTERS:
        return set()
    return {*_shortened(word[:SHORT]), *_shortened(word[:LONG])}


def typed_deletions(word: str) -> list[str]:
    """Return the deletions that find the words that a mistyped word may mean.

    Deletions of equal letters are the same. Empty ones, which no word has, fill up a
    number that depends on the length alone, so that few statements are prepared.
    """
    length = LONG if len(word) >= LONG else SHORT
    found = sorted(_shortened(word[:length]))
    return found + [""] * (length + 1 - len(found))


def _shortened(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def similar_words(typed: str, words: Iterable[str]) -> list[str]:
    """Return the words that begin like ``typed`` with one error, the nearest first.

    A letter may be missing, wrong or extra, or two adjacent letters may be swapped.
    """
    known, distances = list(words), dict[int, int]()
    for length in range(len(typed) - 1, len(typed) + 2):
        begun = [word[:length] for word in known]
        # One call for all words: a call for each takes five times as long.
        near = process.extract(
            typed, begun, scorer=OSA.distance, score_cutoff=1, limit=None
        )
        for _, distance, place in near:
            distances[place] = min(distance, distances.get(place, 1))
    similar = (known[place] for place, one in distances.items() if one)
    # First the words of nearly this length: of others, only the beginning was typed.
    by_length = sorted(similar, key=lambda one: (abs(len(one) - len(typed)), one))
    return by_length[:SIMILAR]


class Matched(NamedTuple):
    """A name, its words that are typed, and how well it fits.

    ``rank`` is 0 for the whole name, 1 for its beginning and 2 for other words.
    """

    rank: int
    name: str
    words: Sequence[Word]

    @property
    def places(self) -> Sequence[tuple[int, int]]:
        """Return the offsets of the typed words."""
        return [*_places(self.words)]


def best_match(
    names: Sequence[str], spellings: Sequence[Sequence[str]]
) -> Matched | None:
    """Return the name that fits a spelling of the typed words best; None if none fits.

    Of several, the first is returned.
    """
    best = None
    for name in names:
        words = [*analyse(name)]
        for typed in map(tuple, spellings):
            match = _match(name, words, typed)
            if match and (best is None or match.rank < best.rank):
                best = match
    return best


def _match(name: str, words: Sequence[Word], typed: tuple[str, ...]) -> Matched | None:
    hits = [one for one in words if one.text.startswith(typed)]
    if not hits:  # as in most names
        return None
    if not all(any(one.text.startswith(it) for one in hits) for it in typed):
        return None
    return Matched(_rank(words, typed), name, hits)


def _rank(words: Sequence[Word], typed: Sequence[str]) -> int:
    texts = [one.text for one in words if not one.is_part]
    if texts == [*typed]:
        return 0
    *whole, last = typed
    begins = texts[: len(whole)] == whole and texts[len(whole)].startswith(last)
    return 1 if len(texts) > len(whole) and begins else 2


def _places(words: Iterable[Word]) -> Iterator[tuple[int, int]]:
    """Yield the offsets of words; adjacent words share an interval."""
    start = end = -1
    for word in words:
        if word.start > end >= 0:
            yield start, end
            start = -1
        start, end = (word.start if start < 0 else start), max(end, word.end)
    yield start, end
