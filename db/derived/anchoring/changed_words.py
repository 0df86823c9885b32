"""Finds words again that have changed a little."""

from collections import Counter
from typing import Literal

from rapidfuzz import fuzz

from db.derived.anchoring.borders import MAX_COMPARED, borders
from db.derived.anchoring.context import Remembered, agreement
from db.derived.anchoring.folding import without_case
from db.derived.anchoring.searchable import SearchableText

LEAST_SCORE = 90
MAX_TRIED = 4  # candidates

Changed = tuple[int, int, Literal["fuzzy"]]


def changed(
    text: SearchableText, words: Remembered, starts: list[int]
) -> Changed | None:
    """Return the interval of words with a score of at least 90 in the same context.

    ``starts`` are candidates in the folded text, the most likely first.
    """
    if len(words.exact) > MAX_COMPARED:
        return None
    best: tuple[float, int, int] | None = None
    for start in _likeliest(starts, len(words.exact)):
        place = borders(text, words, start)
        if place is None:
            continue
        score = _score(text, words, place[0], end=place[1])
        if score >= LEAST_SCORE and (best is None or score > best[0]):
            best = (score, *place)
    return best and (best[1], best[2], "fuzzy")


def _likeliest(starts: list[int], size: int) -> list[int]:
    """Return the offsets near which most of ``starts`` lie."""
    near = max(8, size // 8)
    votes = Counter(start // near for start in starts)
    first: dict[int, int] = {}
    for start in starts:
        first.setdefault(start // near, start)
    return [first[bucket] for bucket, _ in votes.most_common(MAX_TRIED)]


def _score(text: SearchableText, words: Remembered, start: int, *, end: int) -> float:
    """Return the similarity of a candidate, from 0 to 100; 0 in another context."""
    if not agreement(text, words, start, end=end).most:
        return 0
    wanted = without_case(words.exact)
    return fuzz.ratio(wanted, text.lower[start:end], score_cutoff=LEAST_SCORE)
