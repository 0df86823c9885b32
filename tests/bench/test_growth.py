"""No pattern of the product takes time with the square of what is sent."""

from time import process_time

import pytest

from tests.bench.growth.patterns import applied, hard_texts, patterns

SIZE = 12_000  # characters, whose square takes seconds
SECONDS = 0.5

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
