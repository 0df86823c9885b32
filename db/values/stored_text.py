"""The stored form of texts: NFC with LF line ends, otherwise unchanged."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

# Canonical mappings are below this code point, except compatibility ideographs.
MAPPED_BELOW = 0x20000
IDEOGRAPHS = range(0x2F800, 0x2FA20)
# The longest run of combining marks. Printed text has a few; UAX #15 allows 30 in its
# Stream-Safe Text Format.
LONG_RUN = 30
MOST_IN_ONE = 2  # marks that one character decomposes to


def as_stored(text: str) -> str:
    """Return ``text`` in NFC with LF line ends, in time linear in its length."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    if unified.isascii():
        return unified
    return unicodedata.normalize("NFC", _long_runs().sub(_sorted_run, unified))


def find_long_run(text: str) -> tuple[int, int] | None:
    """Return the start and the length of the first run of more than 30 marks.

    A mark that decomposes into several is counted as several.
    """
    if text.isascii():
        return None
    runs = ((run.start(), len(_decomposed(run))) for run in _runs().finditer(text))
    return next((run for run in runs if run[1] > LONG_RUN), None)


@cache
def stored_pieces() -> re.Pattern[str]:
    """Return a pattern of the parts of a text that normalisation may change.

    Normalisation does not change the text between two matches, and matches do not
    affect each other, so each part can be normalised by itself.
    """
    joining, changing = (_character_class(found) for found in _joining_and_changing())
    return re.compile(rf"\r\n?|[^\r\n{joining}][{joining}]+|[{joining}]+|[{changing}]")


def _joining_and_changing() -> tuple[list[str], list[str]]:
    """Return characters that may join the previous one, and ones that change form.

    Combining marks join, and so do letters that compose with the previous letter, such
    as the vowels of Hangul and of some Indic scripts.
    """
    mapped = [*map(chr, range(0x80, MAPPED_BELOW)), *map(chr, IDEOGRAPHS)]
    seconds = _second_letters(mapped)
    joining, changing = [], []
    for one in mapped:
        first = unicodedata.normalize("NFD", one)[0]
        if unicodedata.combining(first) or first in seconds or one in seconds:
            joining.append(one)
        elif unicodedata.normalize("NFC", one) != one:
            changing.append(one)
    return joining, changing


def _second_letters(mapped: Iterable[str]) -> set[str]:
    """Return the letters that compose with the previous letter."""
    seconds = set(map(chr, range(0x1160, 0x1200)))  # vowels and finals of Hangul
    for one in mapped:
        parts = unicodedata.decomposition(one).split()
        if len(parts) == 2 and not parts[0].startswith("<"):  # noqa: PLR2004 - a pair
            seconds.add(chr(int(parts[1], 16)))
    return seconds


def _long_runs() -> re.Pattern[str]:
    return _runs_of(LONG_RUN)


def _runs() -> re.Pattern[str]:
    return _runs_of(LONG_RUN // MOST_IN_ONE)


@cache
def _runs_of(least: int) -> re.Pattern[str]:
    marks = [
        one
        for one in map(chr, range(0x80, MAPPED_BELOW))
        if unicodedata.combining(unicodedata.normalize("NFD", one)[0])
    ]
    return re.compile(f"[{_character_class(marks)}]{{{least},}}")


class _Decompositions(dict[int, str]):
    """Maps each mark to its decomposition; computed on first use."""

    def __missing__(self, code: int) -> str:
        self[code] = unicodedata.normalize("NFD", chr(code))
        return self[code]


_DECOMPOSITIONS = _Decompositions()


def _sorted_run(run: re.Match[str]) -> str:
    """Return a run of marks in canonical order.

    The standard library uses insertion sort: 40,000 marks would take three seconds.
    """
    marks = _decomposed(run)
    # An object for each of 100,000 marks would not fit into the processor's cache.
    shared = {mark: mark for mark in set(marks)}
    return "".join(sorted(map(shared.__getitem__, marks), key=unicodedata.combining))


def _decomposed(run: re.Match[str]) -> str:
    """Return the marks of a run, each decomposed."""
    return run[0].translate(_DECOMPOSITIONS)


def _character_class(characters: list[str]) -> str:
    """Return ``characters`` as ranges for a character class of a pattern."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
