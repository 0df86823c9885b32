"""Anchors: finding the words of a claim in the text it was printed in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from db.errors import Candidates, InvalidError
from db.models import Span

CONTEXT = 32  # code points of text kept on either side
MAX_CANDIDATES = 20


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
    moved: bool = False  # from another revision: what stood around it may be different


def anchor(
    text: str | None, selectors: Sequence[Selector], *, chain_length: int
) -> list[Span]:
    """Return the spans that ``selectors`` point at, in code points of ``text``.

    Raise ``InvalidError`` for words that are not there, or stand in several places:
    it then lists these as ``candidates``.
    """
    seqs: Counter[tuple[str, int | None]] = Counter()
    spans = []
    for number, selector in enumerate(selectors):
        if text is None:
            message = "The article has no text to find this in."
            raise InvalidError(message, "spans", number)
        try:
            start, end = _locate(text, selector)
            position = _position(selector, chain_length)
        except InvalidError as error:
            error.below("spans", number)
            raise
        seqs[selector.part, position] += 1
        span = Span(
            part=selector.part,
            position=position,
            seq=seqs[selector.part, position],
            start=start,
            end=end,
            exact=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
            anchor=_anchor(text, selector, start, end=end),
        )
        spans.append(span)
    return spans


def selector_of(span: Span) -> Selector:
    """Return how a stored span is found again in another revision."""
    return Selector(
        part=span.part,
        position=span.position,
        exact=span.exact,
        prefix=span.prefix,
        suffix=span.suffix,
        moved=True,
    )


def _anchor(text: str, selector: Selector, start: int, *, end: int) -> str:
    return "exact" if _in_context(text, selector, start, end=end) else "moved"


def _position(selector: Selector, chain_length: int) -> int | None:
    """Return the step a span belongs to; the only one there is need not be named."""
    position = selector.position
    if selector.part == "content":
        if position is not None:
            message = "Content belongs to the whole claim, not to a step."
            raise InvalidError(message, "position")
        return None
    if position is None and chain_length == 1:
        return 1
    if position is None and (selector.part == "source" or chain_length):
        message = f"Say to which step this belongs: 1 to {chain_length}."
        raise InvalidError(message, "position")
    if position is not None and not 1 <= position <= chain_length:
        message = f"The chain has no position {position}."
        raise InvalidError(message, "position")
    return position


def _locate(text: str, selector: Selector) -> tuple[int, int]:
    if selector.start is None or selector.end is None:
        return _find(text, selector)
    start, end = selector.start, selector.end
    if not 0 <= start < end:
        message = "A span begins in the text, and before it ends."
        raise InvalidError(message, "start", code="out_of_range")
    if end > len(text):
        message = f"The text ends at {len(text)}."
        raise InvalidError(message, "end", code="out_of_range")
    if selector.exact is not None and text[start:end] != selector.exact:
        message = "These are not the words between start and end."
        candidates = _candidates(text, selector.exact)
        raise InvalidError(message, "exact", code="mismatch", candidates=candidates)
    if not _in_context(text, selector, start, end=end):
        message = "The words around it are others."
        raise InvalidError(message, "prefix", code="mismatch")
    return start, end


def _find(text: str, selector: Selector) -> tuple[int, int]:
    if not (exact := selector.exact):
        message = "Say where the words stand: by start and end, or by the words."
        raise InvalidError(message, "exact", code="missing")
    # The words with those around them: of a short one there may be millions alone.
    before = selector.prefix or ""
    starts, count = _first(text, f"{before}{exact}{selector.suffix or ''}")
    starts = [start + len(before) for start in starts]
    if not starts and selector.moved:
        starts, count = _first(text, exact)
    if not starts:
        message = "These words are not in the text."
        candidates = _candidates(text, exact)
        raise InvalidError(message, "exact", code="not_found", candidates=candidates)
    if count > 1:
        message = f"These words stand {count} times in the text: add a prefix or "
        message += "suffix, or the offsets."
        candidates = [_candidate(text, at, at + len(exact)) for at in starts]
        raise InvalidError(message, "exact", code="ambiguous", candidates=candidates)
    return starts[0], starts[0] + len(exact)


def _in_context(text: str, selector: Selector, start: int, *, end: int) -> bool:
    before, after = selector.prefix or "", selector.suffix or ""
    # Without a slice: the text is long, and each of thousands of places is tried.
    return text.endswith(before, 0, start) and text.startswith(after, end)


def _first(text: str, words: str) -> tuple[list[int], int]:
    """Return where words begin, at most as often as is told; and how often they do."""
    starts, count = [], 0
    start = text.find(words)
    while start >= 0:
        count += 1
        if count <= MAX_CANDIDATES:
            starts.append(start)
        start = text.find(words, start + 1)
    return starts, count


def _candidates(text: str, exact: str) -> Candidates:
    starts, _ = _first(text, exact)
    return [_candidate(text, start, start + len(exact)) for start in starts]


def _candidate(text: str, start: int, end: int) -> dict[str, int | str]:
    return {
        "start": start,
        "end": end,
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
    }
