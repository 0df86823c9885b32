"""Characters with several written forms, and invisible characters."""

import unicodedata

QUOTES = "“”„‟«»″〝〞〟＂「」『』"
APOSTROPHES = "‘’‚‛‹›′ʼ`´＇"
DASHES = "‐‑‒–—―−⸺⸻﹘﹣－"
SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u202f\u205f\u3000\u2028\u2029" + (
    "".join(map(chr, range(0x2000, 0x200B)))
)
ONE_FOR_ONE = str.maketrans(
    dict.fromkeys(QUOTES, '"')
    | dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys(DASHES, "-")
    | dict.fromkeys(SPACES, " ")
)
# Arabic letters that keyboards and languages write in different forms.
ARABIC = str.maketrans(
    {
        "\u0622": "\u0627",  # alef with madda
        "\u0623": "\u0627",  # alef with hamza above
        "\u0625": "\u0627",  # alef with hamza below
        "\u0671": "\u0627",  # alef wasla
        "\u0649": "\u064a",  # alef maksura
        "\u06cc": "\u064a",  # Farsi yeh
        "\u06a9": "\u0643",  # keheh
        "\u0640": "",  # tatweel
    }
)
ARABIC_FORMS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFEFF))
JOINERS = "\u200c\u200d"
# Visible format characters, besides the next ones: number, ayah and pound signs.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_SEEN_AS_WELL = frozenset("\U000110bd\U000110cd")
_UNSEEN_MARKS = (
    range(0x34F, 0x350),
    range(0x180B, 0x1810),
    range(0xFE00, 0xFE10),
    range(0xE0100, 0xE01F0),
)
_EMPTY_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"  # fillers of Hangul, empty Braille


def is_invisible(character: str) -> bool:
    """Return whether a character is invisible: format, variation selector, control."""
    category = unicodedata.category(character)
    if category == "Cf":
        return character not in _SEEN | _SEEN_AS_WELL
    if category == "Cc":
        return character not in SPACES
    return category == "Mn" and any(ord(character) in one for one in _UNSEEN_MARKS)


def is_blank(text: str) -> bool:
    """Return whether ``text`` has no visible character."""
    return all(
        one == " " or one in SPACES or one in _EMPTY_LETTERS or is_invisible(one)
        for one in text
    )


def presented_letters(character: str) -> str:
    """Return the letters of an Arabic presentation form; return others unchanged."""
    if not any(ord(character) in block for block in ARABIC_FORMS):
        return character
    letters = unicodedata.normalize("NFKC", character)
    return character if " " in letters else letters
