"""Text in the form for searching: without case, accents, styles and variants."""

import unicodedata
from itertools import filterfalse

from db.values.stored_text import as_stored
from db.values.written_forms import (
    ARABIC,
    ONE_FOR_ONE,
    is_invisible,
    presented_letters,
)

ASCII_FORMS = str.maketrans(
    {"`": "'"} | dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f", " ")
)
# Letters that Unicode does not decompose, as typed on other keyboards.
PLAIN_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ŧ": "t",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ŋ": "n",
        "ĸ": "k",
        "ƒ": "f",
        "ɨ": "i",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
        "ƴ": "y",
        "ə": "e",
        "ɛ": "e",
        "ɔ": "o",
        "ẞ": "ss",
        "ß": "ss",
        "ʻ": "'",
        "ґ": "г",
        "ѐ": "е",
        "ѝ": "и",
        "ӏ": "i",
    }
)
# Marks of Latin, Greek and Cyrillic letters, and vowel signs of Arabic and Hebrew,
# which most texts omit. In other scripts, marks distinguish letters.
DROPPED_MARKS = (
    range(0x300, 0x370),
    range(0x483, 0x48A),
    range(0x591, 0x5C8),
    range(0x610, 0x61B),
    range(0x64B, 0x660),
    range(0x670, 0x671),
    range(0x6D6, 0x6DD),
    range(0x6DF, 0x6E5),
    range(0x6E7, 0x6E9),
    range(0x6EA, 0x6EE),
    range(0x1AB0, 0x1B00),
    range(0x1DC0, 0x1E00),
    range(0x20D0, 0x2100),
    range(0xFE20, 0xFE30),
)
KEPT_BELOW = 0x30000  # beyond, there are only rare ideographs


def fold(text: str) -> str:
    """Return ``text`` for searching: casefolded, without accents and styles.

    Letters that other keyboards lack become the letters typed instead; quotes, dashes,
    spaces and Arabic letters are unified; invisible characters are dropped.
    """
    if text.isascii() and text.isprintable():
        return text.casefold().translate(ASCII_FORMS)
    return as_stored(text.translate(_FOLDED))


def words(text: str) -> tuple[str, ...]:
    """Return the distinct folded words of a query, in their order."""
    return tuple(dict.fromkeys(fold(text).split()))


class _FoldedCharacters(dict[int, str]):
    """Maps each character to its folded form; computed on first use."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if code < KEPT_BELOW:
            self[code] = folded
        return folded


_FOLDED = _FoldedCharacters()


def _fold_character(character: str) -> str:
    composed = unicodedata.normalize("NFC", presented_letters(character))
    unified = composed.translate(ONE_FOR_ONE)
    # Twice: a styled letter, such as a mathematical bold one, has no lower case.
    for _ in range(2):
        unified = unicodedata.normalize("NFKD", unified).translate(PLAIN_LETTERS)
        unified = "".join(filterfalse(_is_dropped, unified)).casefold()
        unified = unified.translate(ARABIC).translate(PLAIN_LETTERS)
        unified = unified.translate(ONE_FOR_ONE)
    return "".join(filterfalse(_is_dropped, unified))


def _is_dropped(character: str) -> bool:
    code = ord(character)
    if unicodedata.category(character)[0] == "M" and any(
        code in block for block in DROPPED_MARKS
    ):
        return True
    return is_invisible(character)
