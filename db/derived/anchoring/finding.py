"""Finds quoted words in a text, however they were typed."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from db.derived.anchoring.folding import fold, without_case
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.words import splits_letter

MAX_PLACES = 20
MAX_TRIED = 1000  # matches of one quote that split a letter from its marks
Offsets = tuple[int, int]


class Quote(NamedTuple):
    """Words, and the text before and after them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class Places(NamedTuple):
    """The first matches of a quote, and the number of all matches."""

    found: tuple[Offsets, ...]
    total: int


class _Form(NamedTuple):
    """A text and a quote in one form, to compare letter by letter."""

    text: str
    needle: str
    start: int  # the offset of the words in the needle
    end: int
    origin: Callable[[int, int], Offsets | None]
    is_typed: bool = True  # whether typing may differ from the printed text


def find_places(text: SearchableText, quote: Quote) -> Places:
    """Return the matches of a quote in ``text``.

    Exact matches first; else spaces, quotation marks, apostrophes, dashes, ligatures
    and invisible characters may differ; else letter case, too. Words that differ by a
    letter or by a mark of a letter do not match.
    """
    for form in _forms(text, quote):
        if (places := _places(form)).found:
            return places
    return Places((), 0)


def wrong_context(text: SearchableText, quote: Quote) -> list[str]:
    """Return which of ``prefix`` and ``suffix`` do not go with the words in the text.

    If both occur, but not together, the suffix is wrong.
    """
    wrong = [
        side
        for side in ("prefix", "suffix")
        if (around := getattr(quote, side))
        and not find_places(text, Quote(quote.exact, **{side: around})).found
    ]
    return wrong or ["suffix"]


def agree(printed: str, sent: str) -> bool:
    """Return whether two texts differ only in ways that a quote may differ in."""
    if printed == sent:
        return True
    (one, _), (other, _) = fold(printed), fold(sent)
    return one != "" and without_case(one) == without_case(other)


def stands_before(text: str, at: int, prefix: str) -> bool:
    """Return whether ``prefix`` precedes ``at``, however it was typed."""
    if text.endswith(prefix, 0, at):
        return True
    (wanted, _), (before, _) = (
        fold(prefix),
        fold(text[max(0, at - _reach(prefix)) : at]),
    )
    return without_case(before).endswith(without_case(wanted))


def stands_after(text: str, at: int, suffix: str) -> bool:
    """Return whether ``suffix`` follows ``at``, however it was typed."""
    if text.startswith(suffix, at):
        return True
    (wanted, _), (after, _) = fold(suffix), fold(text[at : at + _reach(suffix)])
    return without_case(after).startswith(without_case(wanted))


def _reach(around: str) -> int:
    """Return how many characters of a text a typed context may cover."""
    return 2 * len(around) + 100


def _forms(text: SearchableText, quote: Quote) -> Iterator[_Form]:
    """Yield the forms in which to search for a quote, the strictest first."""
    needle = quote.prefix + quote.exact + quote.suffix
    start, end = len(quote.prefix), len(quote.prefix) + len(quote.exact)
    yield _Form(text.text, needle, start, end, _itself, is_typed=False)
    folded, offsets = fold(needle)
    start, end = offsets.start(start), offsets.end(end)
    if start >= end:
        return
    origin = text.offsets.origin
    if folded != needle or text.folded != text.text:
        yield _Form(text.folded, folded, start, end, origin)
    yield _Form(text.lower, without_case(folded), start, end, origin)


def _itself(start: int, end: int) -> Offsets:
    return start, end


def _places(form: _Form) -> Places:
    found: list[Offsets] = []
    tried, at = 0, form.text.find(form.needle)
    while at >= 0 and len(found) <= MAX_PLACES and tried < MAX_TRIED:
        place = _place(form, at)
        if place is None:
            tried += 1
        else:
            found.append(place)
        at = form.text.find(form.needle, at + 1)
    count = len(found)
    if count > MAX_PLACES:
        # Overlapping matches, as in “nanana”, count once.
        count = max(count, form.text.count(form.needle))
    return Places(tuple(found[:MAX_PLACES]), count)


def _place(form: _Form, at: int) -> Offsets | None:
    """Return the interval of a match in the text.

    If typing may differ, a match must not end between a letter and its marks.
    """
    start, end = at + form.start, at + form.end
    if form.is_typed and splits_letter(form.text, end):
        return None
    return form.origin(start, end)
