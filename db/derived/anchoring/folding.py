"""Folds text to compare a typed quote with the printed text.

Spaces, line ends, quotation marks, apostrophes, dashes, ligatures and invisible
characters are unified; every letter and every mark of a letter is kept.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from db.derived.anchoring.offset_map import OffsetMap, Replacement, replace
from db.values.written_forms import ONE_FOR_ONE

# Soft hyphen, joiners, direction marks, byte order mark, variation selectors.
INVISIBLE = (
    r"\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff"
)
# Blocks with ligatures, among other characters.
LIGATURES = (
    *range(0x132, 0x134),
    *range(0x1C4, 0x1F4),
    0x587,
    *range(0xFB00, 0xFDFE),
    *range(0xFEF5, 0xFEFD),
)
CASED_BELOW = 0x1F000


def fold(text: str) -> tuple[str, OffsetMap]:
    """Return the folded text, and the original offset of each of its characters."""
    return replace(text.translate(ONE_FOR_ONE), _replacements(text))


def without_case(folded: str) -> str:
    """Return a folded text in lower case, with the same length.

    A letter whose lower case has several characters is kept: “ß” does not become “ss”.
    """
    return folded.lower() if folded.isascii() else folded.translate(_lower())


def _replacements(text: str) -> Iterator[Replacement]:
    ligatures = _ligatures()
    for found in _pattern().finditer(text):
        if found.lastgroup == "spaces":
            yield found.start(), found.end(), " "
        else:
            yield found.start(), found.end(), ligatures.get(found[0], "")


@cache
def _ligatures() -> dict[str, str]:
    return {
        one: expanded
        for one in map(chr, LIGATURES)
        if unicodedata.decomposition(one).startswith("<")
        and len(expanded := unicodedata.normalize("NFKC", one)) > 1
    }


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<spaces>\s(?:[{INVISIBLE}]*+\s)++)"
        rf"|[{INVISIBLE}]++|[{''.join(_ligatures())}]"
    )


@cache
def _lower() -> dict[int, str]:
    lower = {
        code: chr(code).lower()
        for code in range(CASED_BELOW)
        if chr(code).lower() != chr(code) and len(chr(code).lower()) == 1
    }
    return lower | {ord("ς"): "σ"}  # the same letter, at the end of a word
