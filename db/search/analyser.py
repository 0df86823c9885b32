"""Splits a text into the words that the index contains."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple, Protocol

from db.search.letters import (
    APOSTROPHES,
    GROUPED_NUMBER,
    LETTERS,
    NOT_DIGITS,
    RAW_WORD,
    UNIT,
    UNSPACED_LETTER,
    searched,
)
from db.search.stemming import stem
from db.values.stored_text import as_stored

# Marks begin with a private-use character, which no word of a text contains.
DRAFT = "\ue000draft"
MAX_WORD = 64  # characters of a word that are compared
WORDS_REMEMBERED = 1 << 16
MAX_REMEMBERED = 64  # letters: longer words could fill the memory
BORDER = re.compile(f"[{APOSTROPHES}]")
SUFFIX = 2  # letters of a contraction after its apostrophe: don’t, they’re
LATIN_BELOW = "\u0370"
Forms = tuple[Sequence[str], Sequence[str]]  # words, and other stems


class Word(NamedTuple):
    """A word in its compared form, its other stems, and its offsets in code points.

    The words of a contraction share their offsets.
    """

    text: str
    stems: Sequence[str]
    start: int
    end: int
    is_part: bool = False  # the last character of a run without spaces


def analyse(text: str, language: str | None = None) -> Iterator[Word]:
    """Yield the words of a text in their order.

    In scripts without spaces, these are all pairs of adjacent characters, and the last
    character.
    """
    for found in RAW_WORD.finditer(text):
        raw = found[0]
        start, end = found.span()
        if not raw.isascii() and UNSPACED_LETTER.match(raw):
            yield from _pairs(raw, start)
        else:
            words, stems = _forms_of(raw, language)
            for word in words:
                yield Word(word, stems, start, end)
                stems = ()


def search_text(texts: Sequence[str], language: str | None = None) -> str:
    """Return the search text of ``texts``: their words in order, then other stems.

    A space surrounds each word, and two spaces separate texts, so that no phrase spans
    two texts.
    """
    parts, stems = list[list[str]](), list[str]()
    for text in texts:
        words = list[str]()
        for raw in RAW_WORD.findall(text):  # much faster than with positions
            new, others = _forms_of(raw, language)
            words += new
            stems += others
        parts.append(words)
    known = set(chain(*parts))
    parts.append([one for one in dict.fromkeys(stems) if one not in known])
    return f" {'  '.join(filter(None, map(' '.join, parts)))} "


class Searched(Protocol):
    """The columns of a claim that its search text is made of."""

    @property
    def text(self) -> str:
        """Return the printed words."""

    @property
    def statement(self) -> str | None:
        """Return the stand-alone statement."""

    @property
    def language(self) -> str | None:
        """Return the language tag."""

    @property
    def review(self) -> str:
        """Return the review state."""


def claim_words(claim: Searched) -> str:
    """Return the search text of a claim: its words, and a mark if it is a draft."""
    words = search_text([claim.text, claim.statement or ""], claim.language)
    return f"{words} {DRAFT} " if claim.review == "draft" else words


def _forms_of(raw: str, language: str | None) -> Forms:
    """Return the words of a match, and their stems if they differ."""
    find = _remembered_forms if len(raw) <= MAX_REMEMBERED else _forms
    return find(raw, language)


def _forms(raw: str, language: str | None) -> Forms:
    if UNSPACED_LETTER.match(raw):
        return tuple(word.text for word in _pairs(raw, 0)), ()
    if GROUPED_NUMBER.fullmatch(raw):
        return (NOT_DIGITS.sub("", searched(raw)),), ()
    words, stems = list[str](), list[str]()
    for part in _parts(raw):
        for word in LETTERS.findall(searched(part)):
            words.append(word[:MAX_WORD])
        stems += LETTERS.findall(searched(stem(_spelt(part), language)))
    others = (one[:MAX_WORD] for one in dict.fromkeys(stems))
    return tuple(words), tuple(one for one in others if one not in words)


_remembered_forms = lru_cache(WORDS_REMEMBERED)(_forms)


def _parts(raw: str) -> list[str]:
    """Return the parts between apostrophes, without a possessive s."""
    parts = [one for one in BORDER.split(raw) if one]
    if len(parts) > 1 and parts[-1] in {"s", "S"}:
        parts.pop()
    if len(parts) == 2 and _is_one_word(*parts):  # noqa: PLR2004 - a pair
        return ["".join(parts)]
    return parts


def _is_one_word(before: str, after: str) -> bool:
    is_contracted = len(before) > SUFFIX >= len(after)
    return is_contracted or before[-1] >= LATIN_BELOW


def _spelt(part: str) -> str:
    """Return a word for the stemmers: in lower case, with its accents."""
    return part.lower() if part.isascii() else as_stored(part.casefold())


def _pairs(run: str, start: int) -> Iterator[Word]:
    """Yield each pair of adjacent characters in a run, then its last character."""
    letters = [
        (letter, start + unit.start(), start + unit.end())
        for unit in UNIT.finditer(run)
        for letter in "".join(LETTERS.findall(searched(unit[0])))
    ]
    for (letter, first, _), (after, _, end) in pairwise(letters):
        yield Word(letter + after, (), first, end)
    if letters:
        letter, first, end = letters[-1]
        yield Word(letter, (), first, end, is_part=len(letters) > 1)
