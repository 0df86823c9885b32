"""Cuts the text of an article where the words of claims begin and end."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from db.models.span import Part

MOST_AT_ONCE = 50  # overlapping marks at one place
Line = tuple[int, int]  # start and end, in code points


class Marked(NamedTuple):
    """Words of a claim in a text; ``number`` is the index of the claim."""

    number: int
    part: Part
    start: int
    end: int


class Piece(NamedTuple):
    """A piece of a text.

    The fields are indexes of claims. The piece has words of ``claims``, names of the
    sources of ``names``, and cues of ``cues``. ``last`` are the claims without words in
    a later piece.
    """

    text: str
    claims: Sequence[int]
    names: Sequence[int]
    cues: Sequence[int]
    last: Sequence[int] = ()


class Paragraph(NamedTuple):
    """A line of a text, in pieces; ``start`` is its offset in code points."""

    start: int
    pieces: Sequence[Piece]


def paragraphs(
    text: str, lines: Sequence[Line], marked: Sequence[Marked]
) -> list[Paragraph]:
    """Return lines of ``text``, each in pieces.

    Words of claims overlap and cross lines; pieces do not. At a place with
    ``MOST_AT_ONCE`` overlapping marks, further ones are left out: a page has a number
    for each of them.
    """
    marked = list(_not_too_many(marked))
    edges = _edges(lines, marked)
    pieces = list(_pieces(text, edges, marked))
    cut = [_between(edges, *line) for line in lines]
    last = _last_pieces(pieces, cut)
    return [
        Paragraph(line[0], [pieces[at]._replace(last=last.get(at, ())) for at in of])
        for line, of in zip(lines, cut, strict=True)
    ]


def _not_too_many(marked: Iterable[Marked]) -> Iterator[Marked]:
    ends: list[int] = []  # of the marked words at one place
    for one in sorted(marked, key=attrgetter("start")):
        while ends and ends[0] <= one.start:
            heappop(ends)
        if len(ends) < MOST_AT_ONCE:
            heappush(ends, one.end)
            yield one


def _edges(lines: Iterable[Line], marked: Iterable[Marked]) -> list[int]:
    """Return the offsets where lines or marked words begin or end, in order."""
    places = {at for line in lines for at in line}
    return sorted(places | {at for one in marked for at in (one.start, one.end)})


def _between(edges: Sequence[int], start: int, end: int) -> range:
    """Return the indexes of the pieces between two edges."""
    return range(bisect_left(edges, start), bisect_left(edges, end))


def _last_pieces(
    pieces: Sequence[Piece], lines: Iterable[range]
) -> Mapping[int, Sequence[int]]:
    """Return the claims without words in later pieces of the lines, by piece."""
    last = {number: at for line in lines for at in line for number in pieces[at].claims}
    found = defaultdict(list)
    for number, at in sorted(last.items()):
        found[at].append(number)
    return found


def lines_of(text: str) -> Iterator[Line]:
    """Yield the start and end of each line that is not blank."""
    start = 0
    for line in text.split("\n"):
        if words := line.strip():
            begin = start + line.index(words[0])
            yield begin, begin + len(words)
        start += len(line) + 1


def _pieces(
    text: str, edges: Sequence[int], marked: Sequence[Marked]
) -> Iterator[Piece]:
    """Yield the piece between each edge and the next."""
    changes: dict[int, list[Marked]] = defaultdict(list)
    for one in marked:
        changes[one.start].append(one)
        changes[one.end].append(one)
    current: set[Marked] = set()
    for start, end in pairwise(edges):
        current.symmetric_difference_update(changes.get(start, ()))
        of = {
            part: sorted({one.number for one in current if one.part == part})
            for part in ("content", "source", "cue")
        }
        yield Piece(text[start:end], of["content"], of["source"], of["cue"])
