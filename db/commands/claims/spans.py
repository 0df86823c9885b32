"""Anchors: finding the words of a claim in the text it was printed in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from db.derived.anchoring.finding import (
    Place,
    Quote,
    agree,
    find_places,
    stands_after,
    stands_before,
    wrong_context,
)
from db.derived.anchoring.nearest import nearest
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.sent_text import SentText
from db.errors import Candidates, InvalidError, raise_all
from db.models import Span
from db.values.stored_text import as_stored

CONTEXT = 32  # code points of text kept on either side


@dataclass(frozen=True)
class Selector:
    """Words as a writer points at them: by offsets, by the words, or by both."""

    part: str
    position: int | None = None
    start: int | None = None
    end: int | None = None
    exact: str | None = None
    prefix: str | None = None
    suffix: str | None = None


def anchor(
    text: SearchableText | None,
    selectors: Sequence[Selector],
    *,
    chain_length: int,
    sent: SentText | None = None,
) -> list[Span]:
    """Return the spans that ``selectors`` point at, in code points of ``text``.

    Their offsets count in ``sent``, if that is how the text came. Raise
    ``InvalidError`` for all words that are not there, or stand in several places: it
    then lists these as ``candidates``.
    """
    seqs: Counter[tuple[str, int | None]] = Counter()
    spans, wrong = list[Span](), list[InvalidError]()
    for number, selector in enumerate(selectors):
        try:
            span = _span(text, selector, chain_length=chain_length, sent=sent)
        except InvalidError as error:
            wrong += error.below("spans", number).each
            continue
        seqs[span.part, span.position] += 1
        span.seq = seqs[span.part, span.position]
        spans.append(span)
    raise_all(wrong)
    return spans


def quoted(text: str, start: int, end: int) -> dict[str, int | str]:
    """Return the columns of a span that follow from where it stands in a text."""
    return {
        "start": start,
        "end": end,
        "exact": text[start:end],
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
    }


def check_positions(spans: Sequence[Span], chain_length: int) -> None:
    """Raise ``InvalidError`` if spans belong to steps that a chain does not have."""
    raise_all(
        [
            _no_position(span.position).below("spans", number)
            for number, span in enumerate(spans)
            if (span.position or 0) > chain_length
        ]
    )


def not_found(text: SearchableText, exact: str) -> InvalidError:
    """Return the error for words that are not in a text, with those most like them."""
    message = "These words are not in the text."
    candidates = _nearest(text, exact)
    if candidates:
        message += " The places that are most like them are listed."
    return InvalidError(message, "exact", code="not_found", candidates=candidates)


def _span(
    text: SearchableText | None,
    selector: Selector,
    *,
    chain_length: int,
    sent: SentText | None,
) -> Span:
    if text is None:
        message = "The article has no text to find this in."
        raise InvalidError(message)
    position = _position(selector, chain_length)
    if selector.start is None or selector.end is None:
        start, end = _find(text, selector)
    else:
        start, end = _read(text, selector, selector.start, end=selector.end, sent=sent)
    return Span(
        part=selector.part,
        position=position,
        anchor="exact",
        **quoted(text.text, start, end),
    )


def _position(selector: Selector, chain_length: int) -> int | None:
    """Return the step a span belongs to; the only one there is need not be named."""
    position = selector.position
    if position is None:
        return _position_left_out(selector.part, chain_length)
    if selector.part == "content":
        message = "Content belongs to the whole claim, not to a step."
        raise InvalidError(message, "position")
    if not 1 <= position <= chain_length:
        raise _no_position(position)
    return position


def _position_left_out(part: str, chain_length: int) -> int | None:
    if part == "content":
        return None
    if chain_length == 1:
        return 1
    if part == "source" or chain_length:
        message = f"Give the step this belongs to as position: 1 to {chain_length}."
        raise InvalidError(message, "position")
    return None


def _no_position(position: int | None) -> InvalidError:
    return InvalidError(f"The chain has no position {position}.", "position")


def _read(
    text: SearchableText,
    selector: Selector,
    start: int,
    *,
    end: int,
    sent: SentText | None,
) -> Place:
    """Return the place of offsets, if the words that are given stand there."""
    _check_offsets(start, end, length=len(sent.sent if sent else text.text))
    place = sent.place(start, end) if sent else (start, end)
    words = as_stored(sent.sent[start:end]) if sent else text.text[start:end]
    exact = selector.exact
    if not (exact is None or agree(words, exact) or agree(_at(text, place), exact)):
        raise _other_words(text, exact)
    _check_context(text, selector, place)
    return place


def _check_offsets(start: int, end: int, *, length: int) -> None:
    if not 0 <= start < end:
        message = "A span begins in the text, and before it ends."
        raise InvalidError(message, "start", code="out_of_range")
    if end > length:
        message = f"The text ends at {length}."
        raise InvalidError(message, "end", code="out_of_range")


def _other_words(text: SearchableText, exact: str) -> InvalidError:
    message = "These are not the words between start and end."
    found = find_places(text, Quote(exact)).found
    candidates = [_candidate(text, *one) for one in found] or _nearest(text, exact)
    return InvalidError(message, "exact", code="mismatch", candidates=candidates)


def _check_context(text: SearchableText, selector: Selector, place: Place) -> None:
    """Raise ``InvalidError`` if other words stand around a place than are given."""
    start, end = place
    wrong = []
    if selector.prefix and not stands_before(text.text, start, selector.prefix):
        wrong.append(_other_context("prefix", "before"))
    if selector.suffix and not stands_after(text.text, end, selector.suffix):
        wrong.append(_other_context("suffix", "after"))
    raise_all(wrong)


def _find(text: SearchableText, selector: Selector) -> Place:
    """Return the only place where the words of a selector stand."""
    if not (exact := selector.exact):
        message = "Give the place of the words: start and end, or the words as exact."
        raise InvalidError(message, "exact", code="missing")
    quote = Quote(exact, selector.prefix or "", selector.suffix or "")
    places = find_places(text, quote)
    candidates = [_candidate(text, *place) for place in places.found]
    if not places.found:
        raise_all(_why_not(text, quote))
    if places.total > 1:
        message = (
            f"These words stand {places.total} times in the text: add a prefix or "
        )
        message += "suffix, or the offsets."
        raise InvalidError(message, "exact", code="ambiguous", candidates=candidates)
    return places.found[0]


def _why_not(text: SearchableText, quote: Quote) -> list[InvalidError]:
    """Return what is wrong with a quote that is not in a text."""
    alone = find_places(text, Quote(quote.exact)).found
    if not alone:
        return [not_found(text, quote.exact)]
    candidates = [_candidate(text, *place) for place in alone]
    sides = {"prefix": "before", "suffix": "after"}
    return [
        _other_context(side, sides[side], candidates)
        for side in wrong_context(text, quote)
    ]


def _other_context(side: str, where: str, candidates: Candidates = ()) -> InvalidError:
    message = f"Other words stand {where} these: the places are listed."
    if not candidates:
        message = f"Other words stand {where} this place."
    return InvalidError(message, side, code="mismatch", candidates=candidates)


def _at(text: SearchableText, place: Place) -> str:
    start, end = place
    return text.text[start:end]


def _nearest(text: SearchableText, exact: str) -> list[dict[str, int | str]]:
    return [
        _candidate(text, near.start, near.end)
        | {"exact": _at(text, (near.start, near.end)), "score": near.score}
        for near in nearest(text, exact)
    ]


def _candidate(text: SearchableText, start: int, end: int) -> dict[str, int | str]:
    place = quoted(text.text, start, end)
    del place["exact"]
    return place
