"""No processing time is quadratic in the size of the request or of the record."""

from collections.abc import Callable
from time import process_time

import pytest

from tests.bench.growth.derivations import DERIVATIONS
from tests.bench.growth.merges import MERGES, OF_MERGES, Merged
from tests.bench.growth.patterns import applied, hard_texts, patterns
from tests.bench.growth.shapes import SHAPES, Derivable

SIZE = 12_000  # characters, whose square takes seconds
SECONDS = 0.5
CLAIMS = 16_000  # on one fact, in shapes whose square takes seconds
SECONDS_OF_CLAIMS = 1.5

pytestmark = pytest.mark.slow


def test_patterns_read_hard_texts_in_no_time() -> None:
    names = set()

    for name, run in applied():
        names.add(name.rsplit(" ", 1)[0])
        for text in hard_texts(SIZE):
            began = process_time()
            run(text)
            assert process_time() - began < SECONDS, (name, text[:20])

    assert names == patterns().keys(), "a pattern that is applied in no known way"


@pytest.mark.parametrize("derive", DERIVATIONS.values(), ids=DERIVATIONS)
@pytest.mark.parametrize("make", SHAPES, ids=lambda make: make.__name__)
def test_claims_in_hard_shapes_are_derived_from_soon(
    derive: Callable[[Derivable], object], make: Callable[[int], Derivable]
) -> None:
    known = make(CLAIMS)
    began = process_time()

    derive(known)

    assert process_time() - began < SECONDS_OF_CLAIMS


@pytest.mark.parametrize("find", OF_MERGES.values(), ids=OF_MERGES)
@pytest.mark.parametrize("make", MERGES, ids=lambda make: make.__name__)
def test_long_chains_of_merges_are_followed_soon(
    find: Callable[[Merged], object], make: Callable[[int], Merged]
) -> None:
    known = make(CLAIMS)
    began = process_time()

    find(known)

    assert process_time() - began < SECONDS_OF_CLAIMS
