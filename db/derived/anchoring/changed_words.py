"""Finding words again that were changed a little."""

from collections import Counter
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from db.derived.anchoring.context import Remembered, agreement
from db.derived.anchoring.folding import without_case
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.words import splits_word, word_end, word_start

LEAST_SCORE = 90
MAX_TRIED = 4  # places
EDGE, AROUND = 48, 16  # characters of the words and beside them that show a border
REACH = 32  # characters to the border of a word

Changed = tuple[int, int, Literal["fuzzy"]]


def changed(
    text: SearchableText, words: Remembered, starts: list[int]
) -> Changed | None:
    """Return where words at least 90 of 100 like these stand in the same context.

    ``starts`` are places in the folded text to try, the likeliest first.
    """
    best: tuple[float, int, int] | None = None
    for start in _likeliest(starts, len(words.exact)):
        place = _borders(text, words, start)
        if place is None:
            continue
        score = _score(text, words, place[0], end=place[1])
        if score >= LEAST_SCORE and (best is None or score > best[0]):
            best = (score, *place)
    return best and (best[1], best[2], "fuzzy")


def _likeliest(starts: list[int], size: int) -> list[int]:
    """Return the places to which most of ``starts`` are near."""
    near = max(8, size // 8)
    votes = Counter(start // near for start in starts)
    first: dict[int, int] = {}
    for start in starts:
        first.setdefault(start // near, start)
    return [first[bucket] for bucket, _ in votes.most_common(MAX_TRIED)]


def _borders(
    text: SearchableText, words: Remembered, start: int
) -> tuple[int, int] | None:
    """Return where the words begin and end near ``start``, at borders of words."""
    before, after = words.prefix[-AROUND:], words.suffix[:AROUND]
    first = _border(text, before, words.exact[:EDGE], at=start)
    last = _border(text, words.exact[-EDGE:], after, at=start + len(words.exact))
    if first is None or last is None:
        return None
    first = word_start(text.folded, first, limit=REACH)
    last = word_end(text.folded, last, limit=REACH)
    piece = text.folded[first:last]
    first += len(piece) - len(piece.lstrip())
    last -= len(piece) - len(piece.rstrip())
    if first >= last or splits_word(text.folded, first):
        return None
    return None if splits_word(text.folded, last) else (first, last)


def _border(text: SearchableText, left: str, right: str, *, at: int) -> int | None:
    """Return the border between ``left`` and ``right`` in the text, near ``at``."""
    slack = 8 + len(right + left) // 4
    base = max(0, at - len(left) - slack)
    wanted = without_case(left + right)
    window = text.lower[base : at + len(right) + slack]
    found = fuzz.partial_ratio_alignment(wanted, window)
    if found is None or found.dest_end <= found.dest_start:
        return None
    base += found.dest_start
    window = window[found.dest_start : found.dest_end]
    border = len(left) - found.src_start
    for code in Levenshtein.opcodes(wanted[found.src_start : found.src_end], window):
        if code.src_start <= border <= code.src_end:
            same = code.tag == "equal"
            return base + (
                code.dest_start + border - code.src_start if same else code.dest_end
            )
    return None


def _score(text: SearchableText, words: Remembered, start: int, *, end: int) -> float:
    """Return how much a place is like the words, of 100; 0 in another context."""
    if not agreement(text, words, start, end=end).most:
        return 0
    wanted = without_case(words.exact)
    return fuzz.ratio(wanted, text.lower[start:end], score_cutoff=LEAST_SCORE)
