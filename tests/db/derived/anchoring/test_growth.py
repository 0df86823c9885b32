"""The time of anchoring grows linearly with the text, for any text."""

import time
from collections.abc import Callable
from cProfile import Profile
from operator import attrgetter

import pytest

from db.derived.anchoring.alignment import Alignment, Expected
from db.derived.anchoring.finding import Quote, find_places, wrong_context
from db.derived.anchoring.nearest import nearest
from db.derived.anchoring.reanchoring import reanchor
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.sent_text import SentText
from db.values.stored_text import as_stored
from tests.bench.growth.families import FAMILIES
from tests.bench.growth.steps import STEPS, Step

MOST = 2.2
SIZE = 10_000
SOME = 600  # characters, below all limits
LARGE = 200_000
SECONDS = 6  # a quadratic algorithm takes an hour for these lengths


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


def calls(work: Callable[[str], None], sent: str) -> int:
    """Return how many calls the work takes: no clock says something else each time."""
    profile = Profile()
    profile.enable()
    try:
        work(sent)
    finally:
        profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("family", FAMILIES)
def test_calls_grow_linearly_with_the_text(family: str) -> None:
    work("é\u0301 ﬁ “a” \r\n")  # the tables of characters are made once

    once, twice = (calls(work, FAMILIES[family](size)) for size in (SIZE, 2 * SIZE))

    assert twice <= MOST * once + 500, (once, twice)


@pytest.mark.parametrize("step", STEPS, ids=attrgetter("name"))
def test_calls_of_each_step_grow_linearly_with_the_text(step: Step) -> None:
    size = min(step.largest, SOME)

    for family, make in FAMILIES.items():
        step.run(make(size))
        once, twice = (calls(step.run, make(part)) for part in (size // 2, size))

        assert twice <= MOST * once + 500, (family, once, twice)


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_a_large_text_is_processed_within_the_time_limit(family: str) -> None:
    """Work inside a single call, such as sorting and searching, is bounded, too."""
    sent = FAMILIES[family](LARGE)
    began = time.process_time()

    work(sent)

    assert time.process_time() - began < SECONDS
    assert as_stored(sent)
