"""The number of random cases in tests: ``make fuzz`` multiplies it by 10."""

import os
from typing import Any

from hypothesis import settings

ROUNDS = int(os.environ.get("TEST_ROUNDS", "1"))


def drawn(examples: int, **options: Any) -> settings:
    """Return settings for random cases; only ``make fuzz`` draws new ones each run."""
    return settings(
        max_examples=examples * ROUNDS,
        derandomize=ROUNDS == 1,
        **options,
    )
