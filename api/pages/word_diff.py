"""Compares two texts word by word."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

import orjson
from rapidfuzz.distance import LCSseq

Kind = Literal["same", "removed", "added"]
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 2_000  # to compare one by one; longer texts are replaced as a whole
MOST_SHOWN = 600  # letters of an unchanged piece


class Piece(NamedTuple):
    """Some words, and whether both texts have them."""

    kind: Kind
    text: str


def word_diff(old: Any, new: Any) -> list[Piece]:  # noqa: ANN401 - any JSON
    """Return the pieces of both values, in their order."""
    before, after = WORDS.findall(_as_text(old)), WORDS.findall(_as_text(new))
    first, last = _shared(before, after)
    middle = before[first : len(before) - last], after[first : len(after) - last]
    pieces = [
        Piece("same", _shortened("".join(before[:first]), at_end=False)),
        *_compared(*middle),
        Piece("same", _shortened("".join(before[len(before) - last :]), at_end=True)),
    ]
    return [piece for piece in pieces if piece.text]


def _as_text(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return a value in the form that readers see."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def _shared(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """Return the number of common words at the beginning, and at the end."""
    shorter = min(len(before), len(after))
    first = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    ends = range(1, shorter - first + 1)
    last = next((at - 1 for at in ends if before[-at] != after[-at]), shorter - first)
    return first, last


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    if max(len(before), len(after)) > MOST_WORDS:
        yield Piece("removed", _shortened("".join(before), at_end=True))
        yield Piece("added", _shortened("".join(after), at_end=True))
        return
    start = other = 0
    same = LCSseq.editops(*_numbered(before, after)).as_matching_blocks()
    for here, there, size in same:
        yield Piece("removed", "".join(before[start:here]))
        yield Piece("added", "".join(after[other:there]))
        yield Piece("same", "".join(before[here : here + size]))
        start, other = here + size, there + size


def _numbered(*texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield texts as numbers of words: the library does not compare strings."""
    numbers: dict[str, int] = {}
    for words in texts:
        yield [numbers.setdefault(word, len(numbers)) for word in words]


def _shortened(text: str, *, at_end: bool) -> str:
    """Return the end of ``text`` that is next to a change."""
    if len(text) <= MOST_SHOWN:
        return text
    return f"{text[:MOST_SHOWN]}…" if at_end else f"…{text[-MOST_SHOWN:]}"
