"""Compares the text around words with the text that was around them before."""

from typing import NamedTuple

from db.derived.anchoring.common_prefix import common_prefix
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.words import splits_word, word_end, word_start

REACH = 64  # characters to compare on either side


class Remembered(NamedTuple):
    """Folded words and the text around them."""

    exact: str
    prefix: str
    suffix: str


class Agreement(NamedTuple):
    """How much of the earlier context surrounds a candidate."""

    characters: int
    letters: int
    most: bool  # at least half
    at_words: bool  # no border is inside a word, unless it was before


def agreement(
    text: SearchableText, words: Remembered, start: int, *, end: int
) -> Agreement:
    """Compare the folded text before ``start`` and after ``end`` with the context."""
    before = text.folded[max(0, start - REACH) : start]
    after = text.folded[end : end + REACH]
    same_before = common_prefix(words.prefix[::-1], before[::-1])
    same_after = common_prefix(words.suffix, after)
    around = words.prefix[len(words.prefix) - same_before :] + words.suffix[:same_after]
    return Agreement(
        characters=len(around),
        letters=sum(map(str.isalnum, around)),
        most=2 * len(around) >= len(words.prefix) + len(words.suffix),
        at_words=_begins_at_word(text.folded, start, words, same=same_before)
        and _ends_at_word(text.folded, end, words, same=same_after),
    )


def _begins_at_word(folded: str, start: int, words: Remembered, *, same: int) -> bool:
    """Return whether the match begins at a word border, as the words did.

    If they began inside a word, the rest of that word must precede the match.
    """
    if not splits_word(folded, start):
        return True
    whole, border = words.prefix + words.exact, len(words.prefix)
    rest = border - word_start(whole, border, limit=REACH)
    is_cut = rest == border  # the stored context does not reach the start of the word
    return 0 < rest <= same and (is_cut or not splits_word(folded, start - rest))


def _ends_at_word(folded: str, end: int, words: Remembered, *, same: int) -> bool:
    """Return whether the match ends at a word border, as the words did."""
    if not splits_word(folded, end):
        return True
    whole, border = words.exact + words.suffix, len(words.exact)
    rest = word_end(whole, border, limit=REACH) - border
    is_cut = border + rest == len(whole)
    return 0 < rest <= same and (is_cut or not splits_word(folded, end + rest))
