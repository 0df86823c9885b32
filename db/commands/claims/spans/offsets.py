"""Spans sent by their offsets."""

from db.commands.claims.spans.places import (
    candidate,
    nearest_candidates,
    other_context,
    words_at,
)
from db.commands.claims.spans.selectors import Selector
from db.derived.anchoring.finding import (
    Offsets,
    Quote,
    agree,
    find_places,
    stands_after,
    stands_before,
)
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.sent_text import SentText
from db.errors import InvalidError, raise_all
from db.values.stored_text import as_stored


def read_offsets(
    text: SearchableText,
    selector: Selector,
    offsets: Offsets,
    *,
    sent: SentText | None,
) -> Offsets:
    """Return the interval of the offsets, if it contains the given words."""
    start, end = offsets
    _check_offsets(start, end, length=len(sent.sent if sent else text.text))
    place = sent.place(start, end) if sent else (start, end)
    words = as_stored(sent.sent[start:end]) if sent else text.text[start:end]
    exact = selector.exact
    if exact is not None and not _stand_there(exact, words, words_at(text, place)):
        raise _other_words(text, exact)
    _check_context(text, selector, place)
    return place


def _stand_there(exact: str, sent: str, stored: str) -> bool:
    """Return whether words agree with the text as sent or as stored."""
    return agree(sent, exact) or agree(stored, exact)


def _check_offsets(start: int, end: int, *, length: int) -> None:
    if not 0 <= start < end:
        message = "start must not be negative, and must be less than end."
        raise InvalidError(message, "start", code="out_of_range")
    if end > length:
        message = f"The text ends at {length}."
        raise InvalidError(message, "end", code="out_of_range")


def _other_words(text: SearchableText, exact: str) -> InvalidError:
    message = "These are not the words between start and end."
    found = find_places(text, Quote(exact)).found
    candidates = [candidate(text, *one) for one in found] or nearest_candidates(
        text, exact
    )
    return InvalidError(message, "exact", code="mismatch", candidates=candidates)


def _check_context(text: SearchableText, selector: Selector, place: Offsets) -> None:
    """Raise ``InvalidError`` if the given context does not surround a place."""
    start, end = place
    wrong = []
    if selector.prefix and not stands_before(text.text, start, selector.prefix):
        wrong.append(other_context("prefix", "before"))
    if selector.suffix and not stands_after(text.text, end, selector.suffix):
        wrong.append(other_context("suffix", "after"))
    raise_all(wrong)
