"""Keys that tell whether two names are the same, however they are typed."""

import re
import unicodedata
from functools import cache
from hashlib import sha256

from db.values.stored_text import as_stored
from db.values.written_forms import (
    ARABIC,
    JOINERS,
    ONE_FOR_ONE,
    is_invisible,
    presented_letters,
)

# Ligatures; no other letter has a lower case of several letters.
LIGATURES = (*range(0xFB00, 0xFB07), *range(0xFB13, 0xFB18), 0x587)
KEPT_BELOW = 0x30000  # beyond, there are only rare ideographs
DOTLESS = str.maketrans({"I": "ı", "İ": "i"})
TURKIC = frozenset({"az", "tr", "crh", "tt", "kk-latn"})
# Scripts in which letters change their form or reading where they join.
JOINED = (
    r"\u0600-\u08ff\u0900-\u0dff\u0e80-\u10ff\u1700-\u18af\u1900-\u1aaf\u1b00-\u1c4f"
    r"\ua800-\ua9ff\uaa00-\uaadf\uabc0-\uabff\U00010a00-\U00010fff"
    r"\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
JOINER = re.compile(
    rf"(?<=([{JOINED}]))([{JOINERS}])[{JOINERS}]*(?=[{JOINED}])|[{JOINERS}]+"
)
HAMZA = re.compile("(?<=\u0627)[\u064b-\u065f\u0670]+")
HAMZA_MARKS = str.maketrans(dict.fromkeys("\u0653\u0654\u0655", ""))
SPACE = re.compile(" {2,}")
ARTICLES = re.compile(r"\A(?:(?:an?|the) )+(?=\S)")
FULL_STOPS = " .\u3002\uff0e\uff61\u0964\u06d4\u0589"


def match_key(text: str, *, language: str | None = None) -> str:
    """Return a key that is equal for two names if, and only if, they are the same.

    Letter case, spaces, quotes, dashes, Arabic letter forms and invisible characters
    are unified; every letter and every mark of a letter is kept. In Turkish and related
    languages the capital of “ı” is “I”.
    """
    stored = as_stored(text)
    if language and _is_turkic(language):
        stored = stored.translate(DOTLESS)
    unified = HAMZA.sub(_without_hamza, stored.translate(_UNIFIED))
    unified = JOINER.sub(r"\2", unified)
    key = as_stored(SPACE.sub(" ", unified).strip(" "))
    return key or stored


def descriptor_key(text: str, *, language: str | None = None) -> str:
    """Return the match key of the descriptor of an unnamed source.

    A leading article is dropped: “a NATO official” equals “NATO official”.
    """
    return ARTICLES.sub("", match_key(text, language=language))


def statement_form(text: str) -> str:
    """Return the match key of a sentence without its full stop."""
    key = match_key(text)
    return key.rstrip(FULL_STOPS) or key


def statement_key(statement: str) -> str:
    """Return a key that is equal for all ways to type the same statement."""
    return sha256(statement_form(statement).encode()).hexdigest()[:32]


def trimmed(name: str) -> str:
    """Return a name without spaces around it, and with one space between words."""
    return " ".join(name.split())


class _UnifiedCharacters(dict[int, str]):
    """Maps each character to its unified form, in NFD; computed on first use."""

    def __missing__(self, code: int) -> str:
        unified = _unify(chr(code))
        if code < KEPT_BELOW:
            self[code] = unified
        return unified


_UNIFIED = _UnifiedCharacters()


def _unify(character: str) -> str:
    if character in JOINERS:
        return character
    letters = unicodedata.normalize("NFD", presented_letters(character))
    lower = "".join(map(_lower, letters)).translate(ARABIC).translate(ONE_FOR_ONE)
    return "".join(one for one in lower if not is_invisible(one))


@cache
def _is_turkic(language: str) -> bool:
    tag = language.lower()
    return tag in TURKIC or tag.partition("-")[0] in TURKIC


def _lower(letter: str) -> str:
    """Return the lower case of a letter: one letter, with all of its marks."""
    if ord(letter) in LIGATURES:
        return unicodedata.normalize("NFD", letter.casefold())
    if unicodedata.category(letter)[0] == "M":
        return letter
    folded = letter.casefold()
    return folded if len(folded) == 1 else letter.lower()


def _without_hamza(marks: re.Match[str]) -> str:
    return marks[0].translate(HAMZA_MARKS)
