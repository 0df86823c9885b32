"""Snippets: the part of a record's text that shows why a query matches.

Offsets are code points of the original text; ends are exclusive.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from db.search.analyser import Word, analyse
from db.search.trees import All, Any, Field, Leaf, Node, OneOf, Phrase, leaves
from db.search.typed_fields import IN_TITLES, words_of

LENGTH = 240  # code points of a snippet, to the end of its last word
LEAD = 60  # code points before the first match, if there is room
MARKS = 200  # matches to compare
Offsets = tuple[int, int]


class Text(NamedTuple):
    """A text of a record, and its name."""

    name: str
    text: str


class Snippet(NamedTuple):
    """A part of a text, its offset, and the offsets of matches in that text."""

    field: str
    text: str
    start: int
    highlights: Sequence[Offsets]


class _Marked(NamedTuple):
    """A match, and the number of its leaf in the query."""

    start: int
    end: int
    leaf: int


def snippet(node: Node, fields: Sequence[Text], language: str | None) -> Snippet:
    """Return the snippet of the field with the most matches, or of the first field.

    Fields after one with all matches are not analysed.
    """
    wanted = list(_wanted(node))
    best, most, shown = fields[0], -1, list[_Marked]()
    for field in fields:
        marks = _marks(wanted, field.text, language)
        count = len({mark.leaf for mark in marks})
        if count > most:
            best, most, shown = field, count, marks
        if count == len(wanted):
            break
    return _piece(best, shown)


def _wanted(node: Node) -> Iterator[Leaf]:
    """Yield the words and phrases of a query, except excluded ones."""
    if isinstance(node, All | Any):
        for one in node.nodes:
            yield from _wanted(one)
    elif isinstance(node, Leaf):
        yield node
    elif isinstance(node, Field) and node.name == IN_TITLES:
        yield from leaves(words_of(node))


def _marks(wanted: Sequence[Leaf], text: str, language: str | None) -> list[_Marked]:
    """Return the matches of a text, in its order."""
    words = list(shown_words(wanted, analyse(text, language)))
    found = [
        _Marked(start, end, number)
        for number, leaf in enumerate(wanted)
        for start, end in _places(leaf, words)
    ]
    return sorted(found)[:MARKS]


def shown_words(wanted: Sequence[Leaf], words: Iterable[Word]) -> Iterator[Word]:
    """Yield the words that a snippet may show.

    For a single word, these end after its first match: no other snippet has more.
    """
    single = wanted[0] if len(wanted) == 1 else None
    end = math.inf
    for word in words:
        if word.start > end:
            return
        yield word
        if isinstance(single, OneOf) and end == math.inf and _is_one(word, single):
            end = word.end + LENGTH


def _places(leaf: Leaf, words: Sequence[Word]) -> Iterator[Offsets]:
    return _of_word(leaf, words) if isinstance(leaf, OneOf) else _phrase(leaf, words)


def _of_word(leaf: OneOf, words: Sequence[Word]) -> Iterator[Offsets]:
    return ((word.start, word.end) for word in words if _is_one(word, leaf))


def _is_one(word: Word, leaf: OneOf) -> bool:
    return any(one in leaf.forms for one in (word.text, *word.stems))


def _phrase(leaf: Phrase, words: Sequence[Word]) -> Iterator[Offsets]:
    size = len(leaf.words)
    for at in range(len(words) - size + 1):
        some = words[at : at + size]
        if _follow(leaf.words, some, is_open=leaf.is_open):
            yield some[0].start, some[-1].end


def _follow(wanted: Sequence[str], words: Sequence[Word], *, is_open: bool) -> bool:
    """Return whether words form a phrase."""
    *first, last = (word.text for word in words)
    if first != list(wanted[:-1]):
        return False
    return last.startswith(wanted[-1]) if is_open else last == wanted[-1]


def _piece(field: Text, marks: Sequence[_Marked]) -> Snippet:
    """Return the snippet with the most matches; the earliest of several."""
    first = max(
        marks, key=lambda mark: (_within(marks, mark), -mark.start), default=None
    )
    start = _start(field.text, first.start if first else 0)
    end = _end(field.text, start)
    places = [(mark.start, mark.end) for mark in marks]
    shown = [one for one in places if start <= one[0] and one[1] <= end]
    return Snippet(field.name, field.text[start:end], start, _joined(shown))


def _within(marks: Sequence[_Marked], first: _Marked) -> int:
    """Return how many leaves match in the snippet that begins before an offset."""
    end = first.start + LENGTH - LEAD
    return len(
        {one.leaf for one in marks if first.start <= one.start and one.end <= end}
    )


def _start(text: str, place: int) -> int:
    """Return the start of a snippet: after a space, if there is one nearby."""
    if place <= LEAD:
        return 0
    space = text.find(" ", place - LEAD, place)
    return space + 1 if space >= 0 else place


def _end(text: str, start: int) -> int:
    """Return the end of a snippet: before a space, if there is one nearby."""
    end = start + LENGTH
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - LEAD, end)
    return space if space >= 0 else end


def _joined(places: Sequence[Offsets]) -> list[Offsets]:
    """Return overlapping matches joined, in their order."""
    found = list[Offsets]()
    for start, end in places:
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
