"""Divides a long article into parts, each with the claims that begin in it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from api.pages.marked_text import Line, lines_of
from db.models.claim import UNPLACED
from db.queries.claim_places import PlaceRow

CLAIMS, POINTS = 40, 20_000  # per part, or a little more
MOST = 2  # times as many, if a part would otherwise end inside the words of a claim
LONG_LINE = 5_000  # code points; a longer line is cut at a space


class Part(NamedTuple):
    """Lines of a text, and the indexes of their claims."""

    lines: Sequence[Line]
    claims: range


def parts_of(text: str, places: Sequence[PlaceRow]) -> list[Part]:
    """Divide an article; ``places`` are the places of all its claims, in order.

    An article of up to two parts stays whole. A part ends where no claim continues, or
    at twice the size.
    """
    lines = list(lines_of(text))
    if len(text) <= MOST * POINTS and len(places) <= MOST * CLAIMS:
        return [Part(lines, range(len(places)))]
    short = chain.from_iterable(_cut(text, *line) for line in lines)
    return [*chain.from_iterable(map(_by_claims, _parts(list(short), places)))]


def _parts(lines: Sequence[Line], places: Sequence[PlaceRow]) -> Iterator[Part]:
    """Yield the parts of a text, then the part of claims without words in it."""
    placed = bisect_left(places, UNPLACED, key=_start) if lines else 0
    yield from _divided(lines, places[:placed])
    if placed < len(places):
        yield Part((), range(placed, len(places)))


def _start(place: PlaceRow) -> int:
    return place.start


def _end(place: PlaceRow) -> int:
    return place.end or 0


def _cut(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield a line, cut into short pieces."""
    while end - start > LONG_LINE:
        space = text.rfind(" ", start + 1, start + LONG_LINE)
        cut = space + 1 if space > 0 else start + LONG_LINE
        yield start, cut
        start = cut
    yield start, end


def _divided(lines: Sequence[Line], places: Sequence[PlaceRow]) -> Iterator[Part]:
    """Yield parts that end where lines end, with the claims that begin in them."""
    reached = [0, *accumulate(map(_end, places), max)]
    begin, first = 0, 0
    for after, (_, end) in enumerate(lines, 1):
        until = bisect_left(places, end, key=_start)
        size = max((until - first) / CLAIMS, (end - lines[begin][0]) / POINTS)
        if size >= (1 if reached[until] <= end else MOST):
            yield Part(lines[begin:after], range(first, until))
            begin, first = after, until
    if begin < len(lines) or first < len(places):
        yield Part(lines[begin:], range(first, len(places)))


def _by_claims(part: Part) -> Iterator[Part]:
    """Yield a part with very many claims several times, with some claims each."""
    if len(part.claims) <= MOST * CLAIMS:
        yield part
        return
    for at in range(0, len(part.claims), CLAIMS):
        yield part._replace(claims=part.claims[at : at + CLAIMS])
