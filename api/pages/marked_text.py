"""The text of an article, cut where the words of claims begin and end."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from db.models.span import Part


class Marked(NamedTuple):
    """Words of a claim in a text; ``number`` is the place of the claim among all."""

    number: int
    part: Part
    start: int
    end: int


class Piece(NamedTuple):
    """A piece of a text.

    ``claims`` are the numbers of the claims whose words it has, ``names`` of those
    whose source it names, ``cues`` of those whose cue it has. ``last`` are the claims
    of which no later piece has words.
    """

    text: str
    claims: Sequence[int]
    names: Sequence[int]
    cues: Sequence[int]
    last: Sequence[int] = ()


class Paragraph(NamedTuple):
    """A line of a text, in pieces; ``start`` is its place in code points."""

    start: int
    pieces: Sequence[Piece]


def paragraphs(text: str, marked: Sequence[Marked]) -> list[Paragraph]:
    """Return the lines of ``text`` that are not blank, each in pieces.

    Words of claims overlap and cross lines. Pieces do neither.
    """
    lines = list(_lines(text))
    borders = {at for line in lines for at in line}
    edges = sorted(borders | {at for one in marked for at in (one.start, one.end)})
    pieces = list(_pieces(text, edges, marked))

    ranges = [
        range(bisect_left(edges, start), bisect_left(edges, end))
        for start, end in lines
    ]
    last = {n: i for line in ranges for i in line for n in pieces[i].claims}
    ended = defaultdict(list)
    for number, index in sorted(last.items()):
        ended[index].append(number)
    return [
        Paragraph(start, [pieces[i]._replace(last=ended.get(i, ())) for i in line])
        for (start, _), line in zip(lines, ranges, strict=True)
    ]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line that is not blank begins and ends."""
    start = 0
    for line in text.split("\n"):
        if words := line.strip():
            begin = start + line.index(words[0])
            yield begin, begin + len(words)
        start += len(line) + 1


def _pieces(
    text: str, edges: Sequence[int], marked: Sequence[Marked]
) -> Iterator[Piece]:
    """Yield what stands between each edge and the next one."""
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
