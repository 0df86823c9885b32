"""Finds the borders of changed words near an offset."""

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from db.derived.anchoring.context import Remembered
from db.derived.anchoring.folding import without_case
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.words import splits_word, word_end, word_start

EDGE, AROUND = 48, 16  # characters on either side of a border to compare
REACH = 32  # the largest distance to the border of a word
# Folded letters to compare, which is quadratic: a ligature may become 18 letters.
MAX_COMPARED = 20_000


def borders(
    text: SearchableText, words: Remembered, start: int
) -> tuple[int, int] | None:
    """Return the interval of the words near ``start``, at word borders."""
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
    """Return the border between ``left`` and ``right`` near the offset ``at``."""
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
