"""Spans sent by their words, without offsets."""

from db.commands.claims.spans.places import candidate, not_found, other_context
from db.commands.claims.spans.selectors import Selector
from db.derived.anchoring.finding import (
    Offsets,
    Places,
    Quote,
    find_places,
    wrong_context,
)
from db.derived.anchoring.searchable import SearchableText
from db.errors import InvalidError, raise_all


def find_words(text: SearchableText, selector: Selector) -> Offsets:
    """Return the only place of the words of a selector."""
    if not (exact := selector.exact):
        message = "Send start and end, or the words as exact."
        raise InvalidError(message, "exact", code="missing")
    quote = Quote(exact, selector.prefix or "", selector.suffix or "")
    places = find_places(text, quote)
    if not places.found:
        raise_all(_why_not(text, quote))
    if places.total > 1:
        raise _ambiguous(text, places)
    return places.found[0]


def _ambiguous(text: SearchableText, places: Places) -> InvalidError:
    candidates = [candidate(text, *place) for place in places.found]
    message = (
        f"These words occur {places.total} times in the text: add a prefix or suffix, "
        "or the offsets."
    )
    return InvalidError(message, "exact", code="ambiguous", candidates=candidates)


def _why_not(text: SearchableText, quote: Quote) -> list[InvalidError]:
    """Return the errors of a quote that is not in a text."""
    alone = find_places(text, Quote(quote.exact)).found
    if not alone:
        return [not_found(text, quote.exact)]
    candidates = [candidate(text, *place) for place in alone]
    sides = {"prefix": "before", "suffix": "after"}
    return [
        other_context(side, sides[side], candidates)
        for side in wrong_context(text, quote)
    ]
