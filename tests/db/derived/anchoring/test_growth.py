"""Twice the text takes twice the time, whatever the text."""

import sys
import time
from collections.abc import Callable
from types import FrameType

import pytest

from db.derived.anchoring.alignment import Alignment, Expected
from db.derived.anchoring.finding import Quote, find_places, wrong_context
from db.derived.anchoring.nearest import nearest
from db.derived.anchoring.reanchoring import reanchor
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.sent_text import SentText
from db.values.stored_text import as_stored

MOST = 2.2
SIZE = 20_000
SECONDS = 60  # a quadratic step over a million characters takes hours
FAMILIES: dict[str, Callable[[int], str]] = {
    "one letter": lambda size: "a" * size,
    "two letters": lambda size: "ab" * (size // 2),
    "one word": lambda size: "word " * (size // 5),
    "one line": lambda size: "It rained.\r\n" * (size // 12),
    "words of two": lambda size: "na " * (size // 3),
    "marks out of order": lambda size: "e" + "\u0301\u0323" * (size // 2),
    "letters with marks": lambda size: "e\u0301" * (size // 2),
    "jamo": lambda size: "\u1112\u1161\u11ab" * (size // 3),
    "spaces": lambda size: " \n" * (size // 2),
    "hidden": lambda size: " " + "\u200b\u00ad" * (size // 2),
    "hidden in spaces": lambda size: " \u200b" * (size // 2),
    "signs": lambda size: "“" * size,
    "ligatures": lambda size: "ﬁ" * size,
    "ideographs": lambda size: "桥" * size,
    "apostrophes": lambda size: "a'" * (size // 2),
    "all different": lambda size: " ".join(map(str, range(size // 6))),
}


def work(sent: str) -> None:
    """Do all that is done with a text that is sent, searched and corrected."""
    text = SentText(sent)
    text.place(len(sent) // 2, len(sent) // 2 + 1)
    stored = SearchableText(text.stored)
    some = text.stored[len(text.stored) // 3 :][:400]
    for exact in (some, some[:7], f"{some[:60]} no", "e", "aa" * 40, "nowhere at all"):
        quote = Quote(exact, "not before", "")
        if not find_places(stored, quote).found:
            wrong_context(stored, quote)
            nearest(stored, exact)
        around = {"prefix": some[:32], "suffix": some[-32:]}
        reanchor(stored, exact, expected=Expected(len(text.stored) // 2), **around)
    alignment = Alignment(text.stored, f"x{text.stored}y")
    alignment.expected(len(text.stored) // 2, len(text.stored))


def calls(sent: str) -> int:
    """Return how many calls the work takes: no clock says something else each time."""
    count = 0

    def note(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        work(sent)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("family", FAMILIES)
def test_twice_the_text_takes_twice_the_calls(family: str) -> None:
    work("é\u0301 ﬁ “a” \r\n")  # the tables of characters are made once

    once, twice = (calls(FAMILIES[family](size)) for size in (SIZE, 2 * SIZE))

    assert twice <= MOST * once + 500, (once, twice)


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_a_million_characters_are_done_in_no_time(family: str) -> None:
    """What is done inside of one call, as sorting and searching, is bounded as well."""
    sent = FAMILIES[family](1_000_000)
    began = time.process_time()

    work(sent)

    assert time.process_time() - began < SECONDS
    assert as_stored(sent)
