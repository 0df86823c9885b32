"""The form in which text is stored: NFC with LF line ends, and no other change."""

import re
import unicodedata
from functools import cache

# Canonical mappings stand below this code point, but for compatibility ideographs.
MAPPED_BELOW = 0x20000
IDEOGRAPHS = range(0x2F800, 0x2FA20)
LONG_RUN = 30  # combining marks in a row; printed text has a few


def as_stored(text: str) -> str:
    """Return ``text`` in NFC with LF line ends, in time linear in its length."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    if unified.isascii():
        return unified
    return unicodedata.normalize("NFC", _long_runs().sub(_sorted_run, unified))


@cache
def stored_pieces() -> re.Pattern[str]:
    """Match the stretches of a text that may change when it is stored.

    What stands between two matches stays as it is, and no match takes part in what
    another one becomes: the stored text is that of its stretches, joined.
    """
    joining, changing = (_character_class(found) for found in _joining_and_changing())
    return re.compile(rf"\r\n?|[^\r\n{joining}][{joining}]+|[{joining}]+|[{changing}]")


def _joining_and_changing() -> tuple[list[str], list[str]]:
    """Return the characters that may join the one before, and those with another form.

    Joining are combining marks, and letters that compose with what is before them, as
    the vowels of Hangul and of some Indic scripts do.
    """
    mapped = [*map(chr, range(0x80, MAPPED_BELOW)), *map(chr, IDEOGRAPHS)]
    seconds = {
        chr(int(parts[1], 16))
        for parts in (unicodedata.decomposition(one).split() for one in mapped)
        if len(parts) == 2 and not parts[0].startswith("<")  # noqa: PLR2004 - a pair
    }
    seconds |= {*map(chr, range(0x1160, 0x1200))}  # vowels and finals of Hangul
    joining, changing = [], []
    for one in mapped:
        first = unicodedata.normalize("NFD", one)[0]
        if unicodedata.combining(first) or first in seconds or one in seconds:
            joining.append(one)
        elif unicodedata.normalize("NFC", one) != one:
            changing.append(one)
    return joining, changing


@cache
def _long_runs() -> re.Pattern[str]:
    marks = [
        one
        for one in map(chr, range(0x80, MAPPED_BELOW))
        if unicodedata.combining(unicodedata.normalize("NFD", one)[0])
    ]
    return re.compile(f"[{_character_class(marks)}]{{{LONG_RUN},}}")


def _sorted_run(run: re.Match[str]) -> str:
    """Return a run of marks in canonical order.

    The standard library sorts by insertion: 40,000 marks would take it three seconds.
    """
    marks = "".join(unicodedata.normalize("NFD", mark) for mark in run[0])
    return "".join(sorted(marks, key=unicodedata.combining))


def _character_class(characters: list[str]) -> str:
    """Return what stands between the brackets of a pattern for ``characters``."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
