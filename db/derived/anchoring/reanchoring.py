"""Finds the words of a claim again in a later text of its article."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from db.derived.anchoring.alignment import Expected
from db.derived.anchoring.changed_words import changed
from db.derived.anchoring.context import Agreement, Remembered, agreement
from db.derived.anchoring.folding import fold, without_case
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.words import WORD

MAX_WORDS, MAX_PLACES_OF_WORD = 8, 32  # bounds of one search
# The minimum that words and their context share with another place to count as equal
# words: “no” occurs everywhere.
LEAST_LETTERS, LEAST_WORDS, LEAST_AROUND = 8, 2, 4


class Anchored(NamedTuple):
    """The interval of words in a text, and how it was found."""

    start: int
    end: int
    anchor: Literal["exact", "moved", "fuzzy"]


def reanchor(
    text: SearchableText, exact: str, *, prefix: str, suffix: str, expected: Expected
) -> Anchored | None:
    """Return the interval of words in a text, near the ``expected`` offset.

    ``prefix`` and ``suffix`` are the context, of 32 characters or up to the ends of the
    text. Return None if the words are lost.
    """
    whole, offsets = fold(prefix + exact + suffix)
    first, last = offsets.start(len(prefix)), offsets.end(len(prefix) + len(exact))
    words = Remembered(whole[first:last], whole[:first], whole[last:])
    if not words.exact:
        return None
    at = text.offsets.start(min(expected.start, len(text.text)))
    starts = sorted({*_likely_starts(text, words, at), at}, key=lambda s: abs(s - at))
    certain = at if expected.is_certain else None
    same = _same_words(text, words, starts, certain=certain)
    found = same or changed(text, words, starts)
    if found is None:
        return None
    start, end, anchor = found
    place = text.offsets.origin(start, end)
    return place and Anchored(*place, anchor)


def _likely_starts(text: SearchableText, words: Remembered, at: int) -> Iterator[int]:
    """Yield the likely starts of the words, found by their rare words."""
    before = len(words.prefix)
    whole = without_case(words.prefix + words.exact + words.suffix)
    places = {found[0]: found.start() - before for found in WORD.finditer(whole)}
    known = sorted(
        (word for word in places if word in text.words),
        key=lambda word: len(text.words[word]),
    )
    for word in known[:MAX_WORDS]:
        for place in text.near(word, at + places[word], most=MAX_PLACES_OF_WORD):
            if place >= places[word]:
                yield place - places[word]


def _same_words(
    text: SearchableText,
    words: Remembered,
    starts: list[int],
    *,
    certain: int | None,
) -> tuple[int, int, Literal["exact", "moved"]] | None:
    """Return where the same words occur with most of their context.

    At a ``certain`` offset the context does not matter.
    """
    found = dict(_agreements(text, words, starts))
    if certain in found:
        return certain, certain + len(words.exact), "exact"
    best = _best(found)
    if not best:
        return None
    start, agreed = best[0], found[best[0]]
    end = start + len(words.exact)
    if agreed.most:
        return start, end, "exact"
    if len(best) == 1 and _is_told_apart(words, agreed, alone=len(found) == 1):
        return start, end, "moved"
    return None


def _agreements(
    text: SearchableText, words: Remembered, starts: Iterable[int]
) -> Iterator[tuple[int, Agreement]]:
    """Yield matches of the same words, each with the agreement of its context."""
    for start in starts:
        if text.folded.startswith(words.exact, start):
            agreed = agreement(text, words, start, end=start + len(words.exact))
            if agreed.at_words:
                yield start, agreed


def _best(found: Mapping[int, Agreement]) -> list[int]:
    """Return the starts with the most context, the nearest first."""
    most = max((agreed.characters for agreed in found.values()), default=0)
    return [start for start, agreed in found.items() if agreed.characters == most]


def _is_told_apart(words: Remembered, agreed: Agreement, *, alone: bool) -> bool:
    """Return whether words elsewhere may count as the same words."""
    letters = sum(map(str.isalnum, words.exact))
    if letters + agreed.letters < LEAST_LETTERS:
        return False
    several = len(WORD.findall(words.exact)) >= LEAST_WORDS
    return agreed.letters >= LEAST_AROUND or (several and alone)
