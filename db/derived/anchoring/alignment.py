"""Maps offsets of a text to a later text of the same article."""

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import accumulate
from typing import NamedTuple

from db.derived.anchoring.common_prefix import common_prefix


class Expected(NamedTuple):
    """The expected offset of words, and whether it is certain."""

    start: int
    is_certain: bool = False


class Alignment:
    """The lines that two texts share in the same order, found in linear time.

    Only the common beginning and end count, and lines that occur once in each text: a
    repeated line does not show where it belongs.
    """

    def __init__(self, old: str, new: str) -> None:
        self._same_before = common_prefix(old, new)
        shorter = min(len(old), len(new)) - self._same_before
        ends = min(common_prefix(old[::-1], new[::-1]), shorter)
        self._same_after = len(old) - ends
        self._grown = len(new) - len(old)
        pairs = _in_order(_shared_lines(old, new))
        self._old = [old_start for old_start, _ in pairs]
        self._new = [new_start for _, new_start in pairs]

    def expected(self, start: int, end: int) -> Expected:
        """Return the expected offset in the new text of an interval of the old text.

        It is certain if all text before it, or all text after it, is unchanged.
        """
        if end <= self._same_before:
            return Expected(start, is_certain=True)
        if start >= self._same_after:
            return Expected(start + self._grown, is_certain=True)
        at = bisect_right(self._old, start) - 1
        return Expected(start + (self._new[at] - self._old[at] if at >= 0 else 0))


def _shared_lines(old: str, new: str) -> list[tuple[int, int]]:
    """Return the offsets, in both texts, of lines that occur once in each."""
    old_lines, new_lines = old.split("\n"), new.split("\n")
    once = _once(old_lines) & _once(new_lines)
    places = dict(zip(new_lines, _starts(new_lines), strict=True))
    return [
        (start, places[line])
        for line, start in zip(old_lines, _starts(old_lines), strict=True)
        if line in once
    ]


def _once(lines: list[str]) -> set[str]:
    return {line for line, count in Counter(lines).items() if count == 1 and line}


def _starts(lines: list[str]) -> list[int]:
    return list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))


def _in_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence of ``pairs`` that ascends in both texts."""
    tails: list[int] = []  # the smallest end of an ascending subsequence of each length
    lengths = []
    for _, place in pairs:
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
        lengths.append(length)
    kept, wanted = [], len(tails) - 1
    for pair, length in zip(reversed(pairs), reversed(lengths), strict=True):
        if length == wanted:
            kept.append(pair)
            wanted -= 1
    return kept[::-1]
