"""The places of a text that are most like words that do not stand in it."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz, process

from db.derived.anchoring.folding import fold, without_case
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.words import WORD, word_end, word_start

LEAST_SCORE = 80
MAX_NEAREST = 5
# What one search looks at, however long the text is.
MAX_WORDS, MAX_PLACES_OF_WORD, MAX_TRIED = 8, 16, 8
MAX_VOCABULARY = 20_000
MAX_ALIGNED = 256  # characters; what is longer is compared as it stands
REACH = 32  # characters to the border of a word


class Near(NamedTuple):
    """A place in a text, and how much it is like what was looked for, of 100."""

    start: int
    end: int
    score: int


def nearest(text: SearchableText, exact: str) -> list[Near]:
    """Return the places most like ``exact``, at least 80 of 100, the best first."""
    wanted = without_case(fold(exact)[0]).strip()
    found: dict[tuple[int, int], Near] = {}
    for start in _likely_starts(text, wanted):
        near = _near(text, wanted, start)
        if near is not None:
            found[near.start, near.end] = near
    ranked = sorted(found.values(), key=lambda near: (-near.score, near.start))
    return ranked[:MAX_NEAREST]


def _likely_starts(text: SearchableText, wanted: str) -> list[int]:
    """Return where most of the rare words of ``wanted`` would stand in their order."""
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
    """Yield words of the text that ``wanted`` has, or nearly, and where it has them."""
    places = {found[0]: found.start() for found in WORD.finditer(wanted)}
    known = [word for word in places if word in text.words]
    known.sort(key=lambda word: len(text.words[word]))
    for word in known[:MAX_WORDS]:
        yield word, places[word]
    unknown = sorted(places.keys() - set(known), key=len, reverse=True)
    for word in unknown[: max(1, 4 - len(known))]:
        vocabulary = list(islice(text.words, MAX_VOCABULARY))
        alike = process.extract(
            word, vocabulary, scorer=fuzz.ratio, score_cutoff=LEAST_SCORE, limit=4
        )
        for other, *_ in alike:
            yield other, places[word]


def _near(text: SearchableText, wanted: str, start: int) -> Near | None:
    first, last = start, start + len(wanted)
    if len(wanted) <= MAX_ALIGNED:
        slack = 8 + len(wanted) // 4
        window = text.lower[max(0, first - slack) : last + slack]
        aligned = fuzz.partial_ratio_alignment(wanted, window)
        if aligned is not None and aligned.dest_end > aligned.dest_start:
            base = max(0, first - slack)
            first, last = base + aligned.dest_start, base + aligned.dest_end
    first = word_start(text.folded, first, limit=REACH)
    last = word_end(text.folded, min(last, len(text.folded)), limit=REACH)
    place = text.offsets.origin(first, last) if first < last else None
    score = fuzz.ratio(wanted, text.lower[first:last], score_cutoff=LEAST_SCORE)
    if place is None or score < LEAST_SCORE:
        return None
    return Near(*place, score=int(score))
