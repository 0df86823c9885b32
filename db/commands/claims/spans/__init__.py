"""Anchors the words of a claim in the text in which it was printed."""

from collections import Counter
from collections.abc import Iterable, Sequence

from db.commands.claims.spans.offsets import read_offsets
from db.commands.claims.spans.places import CONTEXT, not_found, quoted
from db.commands.claims.spans.selectors import Selector
from db.commands.claims.spans.words import find_words
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.sent_text import SentText
from db.errors import InvalidError, raise_all
from db.models import Span
from db.models.unmapped import unmapped

__all__ = [
    "CONTEXT",
    "Selector",
    "anchor",
    "check_positions",
    "not_found",
    "quoted",
]


NEW_SPAN = unmapped(Span)


def anchor(
    text: SearchableText | None,
    selectors: Iterable[Selector],
    *,
    chain_length: int,
    sent: SentText | None = None,
) -> list[Span]:
    """Return the spans of ``selectors``, in code points of ``text``.

    They are not mapped objects. Offsets refer to ``sent`` if that is given. Raise
    ``InvalidError`` for all words that are missing, or occur several times: it then
    lists their places as ``candidates``.
    """
    seqs: Counter[tuple[str, int | None]] = Counter()
    spans, wrong = list[Span](), list[InvalidError]()
    for number, selector in enumerate(selectors):
        try:
            span = _span(text, selector, chain_length=chain_length, sent=sent)
        except InvalidError as error:
            wrong += error.prefix_path("spans", number).each
            continue
        seqs[span.part, span.position] += 1
        span.seq = seqs[span.part, span.position]
        spans.append(span)
    raise_all(wrong)
    return spans


def check_positions(spans: Sequence[Span], chain_length: int) -> None:
    """Raise ``InvalidError`` if spans belong to steps that a chain does not have."""
    raise_all(
        [
            _no_position(span.position).prefix_path("spans", number)
            for number, span in enumerate(spans)
            if (span.position or 0) > chain_length
        ]
    )


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
        start, end = find_words(text, selector)
    else:
        offsets = (selector.start, selector.end)
        start, end = read_offsets(text, selector, offsets, sent=sent)
    return NEW_SPAN(
        part=selector.part,
        position=position,
        anchor="exact",
        **quoted(text.text, start, end),
    )


def _position(selector: Selector, chain_length: int) -> int | None:
    """Return the step of a span; a single step need not be named."""
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
        message = f"Send the step of this span as position: 1 to {chain_length}."
        raise InvalidError(message, "position")
    return None


def _no_position(position: int | None) -> InvalidError:
    return InvalidError(f"The chain has no position {position}.", "position")
