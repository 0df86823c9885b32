"""What stands around words in a text, compared with what stood around them before."""

from typing import NamedTuple

from db.derived.anchoring.alike import common_start
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.words import splits_word, word_end, word_start

REACH = 64  # characters that are compared on either side, at most


class Remembered(NamedTuple):
    """Words in folded form, and what stood around them."""

    exact: str
    prefix: str
    suffix: str


class Agreement(NamedTuple):
    """How much of what stood around words stands around a place."""

    characters: int
    letters: int
    most: bool  # at least half of it
    at_words: bool  # neither border lies inside a word, unless it did before


def agreement(
    text: SearchableText, words: Remembered, start: int, *, end: int
) -> Agreement:
    """Compare what stands before ``start`` and after ``end`` in the folded text."""
    before = text.folded[max(0, start - REACH) : start]
    after = text.folded[end : end + REACH]
    same_before = common_start(words.prefix[::-1], before[::-1])
    same_after = common_start(words.suffix, after)
    around = words.prefix[len(words.prefix) - same_before :] + words.suffix[:same_after]
    return Agreement(
        characters=len(around),
        letters=sum(map(str.isalnum, around)),
        most=2 * len(around) >= len(words.prefix) + len(words.suffix),
        at_words=_begins_at_word(text.folded, start, words, same=same_before)
        and _ends_at_word(text.folded, end, words, same=same_after),
    )


def _begins_at_word(folded: str, start: int, words: Remembered, *, same: int) -> bool:
    """Return whether words begin at ``start`` as they did: at that of a word.

    If they began inside a word before, the whole of that word has to stand there.
    """
    if not splits_word(folded, start):
        return True
    whole, border = words.prefix + words.exact, len(words.prefix)
    rest = border - word_start(whole, border, limit=REACH)
    is_cut = rest == border  # how the word begins was not kept
    return 0 < rest <= same and (is_cut or not splits_word(folded, start - rest))


def _ends_at_word(folded: str, end: int, words: Remembered, *, same: int) -> bool:
    """Return whether words end at ``end`` as they did: at that of a word."""
    if not splits_word(folded, end):
        return True
    whole, border = words.exact + words.suffix, len(words.exact)
    rest = word_end(whole, border, limit=REACH) - border
    is_cut = border + rest == len(whole)
    return 0 < rest <= same and (is_cut or not splits_word(folded, end + rest))
