"""Finding quoted words in a text, whatever way they were typed."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from db.derived.anchoring.folding import fold, without_case
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.words import splits_letter

MAX_PLACES = 20
MAX_TRIED = 1000  # places of one quote that split a letter from its marks
Place = tuple[int, int]


class Quote(NamedTuple):
    """Words, and those that stand before and after them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class Places(NamedTuple):
    """Where a quote stands in a text, as far as it is told, and how often it does."""

    found: tuple[Place, ...]
    total: int


class _Form(NamedTuple):
    """A text and a quote in one form, in which they are compared letter by letter."""

    text: str
    needle: str
    start: int  # of the words themselves in the needle
    end: int
    origin: Callable[[int, int], Place | None]
    is_typed: bool = True  # in a way that may differ from what is printed


def find_places(text: SearchableText, quote: Quote) -> Places:
    """Return where a quote stands in ``text``.

    As it is; else with other spaces, quotation marks, apostrophes, dashes, ligatures
    or invisible characters; else also in another letter case. Words that differ by a
    letter, or by a mark of a letter, are others.
    """
    for form in _forms(text, quote):
        if (places := _places(form)).found:
            return places
    return Places((), 0)


def wrong_context(text: SearchableText, quote: Quote) -> list[str]:
    """Return whether the ``prefix`` or the ``suffix`` of words that are there is wrong.

    If each of them stands somewhere, but not both in one place, the suffix is.
    """
    wrong = [
        side
        for side in ("prefix", "suffix")
        if (around := getattr(quote, side))
        and not find_places(text, Quote(quote.exact, **{side: around})).found
    ]
    return wrong or ["suffix"]


def agree(printed: str, sent: str) -> bool:
    """Return whether two texts differ only by what a quote may differ by."""
    if printed == sent:
        return True
    (one, _), (other, _) = fold(printed), fold(sent)
    return one != "" and without_case(one) == without_case(other)


def stands_before(text: str, at: int, prefix: str) -> bool:
    """Return whether ``prefix`` stands before ``at``, whatever way it was typed."""
    if text.endswith(prefix, 0, at):
        return True
    (wanted, _), (before, _) = (
        fold(prefix),
        fold(text[max(0, at - _reach(prefix)) : at]),
    )
    return without_case(before).endswith(without_case(wanted))


def stands_after(text: str, at: int, suffix: str) -> bool:
    """Return whether ``suffix`` stands after ``at``, whatever way it was typed."""
    if text.startswith(suffix, at):
        return True
    (wanted, _), (after, _) = fold(suffix), fold(text[at : at + _reach(suffix)])
    return without_case(after).startswith(without_case(wanted))


def _reach(around: str) -> int:
    """Return how far what is typed like this may go in a text."""
    return 2 * len(around) + 100


def _forms(text: SearchableText, quote: Quote) -> Iterator[_Form]:
    """Yield the forms in which a quote is looked for, the strictest first."""
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


def _itself(start: int, end: int) -> Place:
    return start, end


def _places(form: _Form) -> Places:
    found: list[Place] = []
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
        # Of words that overlap themselves, as in “nanana”, those that do not.
        count = max(count, form.text.count(form.needle))
    return Places(tuple(found[:MAX_PLACES]), count)


def _place(form: _Form, at: int) -> Place | None:
    """Return where in the text the words stand.

    Words that are not typed as they are printed do not end before a mark of a letter.
    """
    start, end = at + form.start, at + form.end
    if form.is_typed and splits_letter(form.text, end):
        return None
    return form.origin(start, end)
