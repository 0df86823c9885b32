"""No processing time is quadratic in the size of the request or of the record."""

from collections.abc import Callable
from time import process_time

import pytest

from db.values.names import descriptor_key, statement_form
from db.values.text import fold
from tests.bench.growth.derivations import DERIVATIONS
from tests.bench.growth.merges import MERGES, OF_MERGES, Merged
from tests.bench.growth.patterns import applied, hard_texts, patterns
from tests.bench.growth.shapes import SHAPES, Derivable

SIZE = 8_000  # characters, whose square takes a second
SECONDS = 0.3
CLAIMS = 8_000  # on one fact, in shapes whose square takes seconds
SECONDS_OF_CLAIMS = 0.5
SECONDS_OF_NAMES = 10  # the square of 200,000 characters takes minutes

pytestmark = pytest.mark.slow


def test_patterns_match_hard_texts_within_the_time_limit() -> None:
    names = set()

    for name, run in applied():
        names.add(name.rsplit(" ", 1)[0])
        for text in hard_texts(SIZE):
            began = process_time()
            run(text)
            assert process_time() - began < SECONDS, (name, text[:20])

    assert names == patterns().keys(), "a pattern that is applied in no known way"


@pytest.mark.parametrize(
    "text",
    [
        "\u0301\u0323" * 100_000,
        "\uff9e\u0301" * 100_000,
        "\u0627" + "\u0654\u0301" * 100_000,
        "\u0627" + "\u200c" * 200_000 + "b",
        " ." * 100_000 + "x",
        "the " * 50_000,
        "é" + " " * 200_000 + "x",
    ],
)
def test_keys_of_hard_names_are_computed_within_the_time_limit(text: str) -> None:
    began = process_time()

    statement_form(text), descriptor_key(text), fold(text)

    assert process_time() - began < SECONDS_OF_NAMES


@pytest.mark.parametrize("make", SHAPES, ids=lambda make: make.__name__)
def test_derivations_of_hard_shapes_finish_within_the_time_limit(
    make: Callable[[int], Derivable],
) -> None:
    known = make(CLAIMS)

    for name, derive in DERIVATIONS.items():
        began = process_time()
        derive(known)
        assert process_time() - began < SECONDS_OF_CLAIMS, name


@pytest.mark.parametrize("find", OF_MERGES.values(), ids=OF_MERGES)
@pytest.mark.parametrize("make", MERGES, ids=lambda make: make.__name__)
def test_long_chains_of_merges_are_followed_within_the_time_limit(
    find: Callable[[Merged], object], make: Callable[[int], Merged]
) -> None:
    known = make(CLAIMS)
    began = process_time()

    find(known)

    assert process_time() - began < SECONDS_OF_CLAIMS
