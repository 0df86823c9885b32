"""Word borders in any script."""

import re
import unicodedata

# Thai, Lao, Myanmar, Khmer, kana and ideographs: written without spaces.
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u3005-\u3007\u3040-\u30ff"
    r"\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uaa60-\uaadf\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
WORD = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])\w)+")
IS_UNSPACED = re.compile(f"[{UNSPACED}]")
APOSTROPHE = "'"
IN_NUMBERS = ".,"


def splits_letter(text: str, at: int) -> bool:
    """Return whether ``at`` is between a letter and its mark."""
    return 0 < at < len(text) and _is_mark(text[at])


def splits_word(folded: str, at: int) -> bool:
    """Return whether ``at`` is inside a word or a number of a folded text.

    An apostrophe between two letters is part of a word; a point or comma between two
    digits is part of a number. In scripts without spaces, each letter is a word.
    """
    if not 0 < at < len(folded):
        return False
    before, after = folded[at - 1], folded[at]
    if _is_mark(after):
        return True
    if _is_in_word(before) and _is_in_word(after):
        return not (IS_UNSPACED.match(before) or IS_UNSPACED.match(after))
    return _joins(folded, at) or _joins(folded, at - 1)


def word_start(folded: str, at: int, *, limit: int) -> int:
    """Return the start of the word around ``at``, at most ``limit`` before it."""
    first = max(0, at - limit)
    while at > first and splits_word(folded, at):
        at -= 1
    return at


def word_end(folded: str, at: int, *, limit: int) -> int:
    """Return the end of the word around ``at``, at most ``limit`` after it."""
    last = min(len(folded), at + limit)
    while at < last and splits_word(folded, at):
        at += 1
    return at


def _joins(folded: str, at: int) -> bool:
    """Return whether the character at ``at`` joins its neighbours into one word."""
    if not 0 < at < len(folded) - 1:
        return False
    before, sign, after = folded[at - 1], folded[at], folded[at + 1]
    if sign == APOSTROPHE:
        return _is_in_word(before) and _is_in_word(after)
    return sign in IN_NUMBERS and before.isdigit() and after.isdigit()


def _is_in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or _is_mark(character)


def _is_mark(character: str) -> bool:
    return character >= "\u0300" and unicodedata.category(character)[0] == "M"
