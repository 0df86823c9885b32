"""The characters of words, and the form in which each character is compared."""

import re
import unicodedata

from db.values.stored_text import as_stored
from db.values.text import fold
from db.values.written_forms import is_invisible

APOSTROPHES = "'’‘ʼ`´＇՚′"
# Separate letters, although Unicode decomposes them into a letter and a mark.
KEPT = frozenset("йїў")
# Letters that `fold` keeps distinct, but that people type for each other.
TYPED = {"ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ء": "", "ʻ": ""}
# Scripts without spaces between words, and Hangul, whose particles follow words without
# a space: Thai to Myanmar, Khmer, Tai, kana, ideographs, Hangul.
UNSPACED = (
    "\u0e01-\u0e4e\u0e81-\u0ece\u0f40-\u0fbc\u1000-\u109f\u1780-\u17dd\u1950-\u19df"
    "\ua9e0-\ua9ff\uaa60-\uaadf\u3005-\u3007\u3021-\u3029\u3041-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U000323af"
)
# Voicing marks of kana: a letter and its mark are one letter.
VOICING = "\u3099\u309a\uff9e\uff9f"
LAST = 0x20000  # words have no marks or format characters beyond
KEPT_BELOW = 0x30000


def _ranges(codes: list[int]) -> str:
    """Return a character class of sorted code points."""
    found: list[list[int]] = []
    for code in codes:
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in found)


def _is_within_words(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "M" or (category == "Cf" and is_invisible(character))


WITHIN = _ranges([code for code in range(0x80, LAST) if _is_within_words(chr(code))])
# A test for ASCII is much faster than the large classes, and most letters are ASCII.
NOT_ASCII = r"(?![\x00-\x7f])"
SPACED = rf"(?:[a-zA-Z0-9]++|{NOT_ASCII}(?:[^\W_{UNSPACED}]|[{WITHIN}])++)++"
GROUPED = r"\d{1,3}(?:[,.'’٬\u00a0\u2009\u202f]\d{3})+"
RAW_WORD = re.compile(
    rf"{GROUPED}(?!\d)"
    rf"|{NOT_ASCII}[{UNSPACED}][{UNSPACED}{WITHIN}]*+"
    rf"|{SPACED}(?:[{APOSTROPHES}]{SPACED})*+"
)
GROUPED_NUMBER = re.compile(GROUPED)
UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")
LETTERS = re.compile(rf"(?:[^\W_]|[{WITHIN}])+")
NOT_DIGITS = re.compile(r"\D+")
UNIT = re.compile(f".[{VOICING}]*", re.DOTALL)


class _SearchedCharacters(dict[int, str]):
    """Maps each character to its compared form; computed on first use."""

    def __missing__(self, code: int) -> str:
        searched = _searched_character(chr(code))
        if code < KEPT_BELOW:
            self[code] = searched
        return searched


_SEARCHED = _SearchedCharacters()


def searched(text: str) -> str:
    """Return letters in compared form: without case, accents and styles.

    Digits of all scripts become ASCII digits.
    """
    if text.isascii():
        return text.lower()
    return as_stored(as_stored(text).translate(_SEARCHED))


def _searched_character(character: str) -> str:
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    lower = character.lower()
    if lower in KEPT:
        return lower
    return "".join(TYPED.get(one, one) for one in fold(TYPED.get(lower, lower)))
