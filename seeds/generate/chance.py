"""Random choices that are reproducible for a seed."""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Values with weights, which are drawn in proportion to these."""

    def __init__(self, values: Sequence[T], weights: Iterable[float]) -> None:
        self.values = values
        bounds = list(accumulate(weights))
        self._bounds, self._sum = bounds[:-1], bounds[-1]

    def pick(self, random: Random) -> T:
        """Draw one of the values."""
        return self.values[bisect(self._bounds, random.random() * self._sum)]


def weighted(shares: Mapping[T, float]) -> Weighted[T]:
    """Return the keys of ``shares`` with their values as weights."""
    return Weighted(list(shares), shares.values())


def zipf(values: Sequence[T]) -> Weighted[T]:
    """Return ``values`` with Zipf weights: 1/n for the n-th."""
    return Weighted(values, (1 / place for place in range(1, len(values) + 1)))


def pick(random: Random, values: Sequence[T]) -> T:
    """Draw any of the values; several times as fast as ``random.choice``."""
    return values[int(random.random() * len(values))]


def length(random: Random, shape: tuple[float, float], most: int) -> int:
    """Draw a log-normal length from 1 to ``most``."""
    return max(1, min(most, int(random.lognormvariate(*shape))))


class Growing(Generic[T]):
    """A growing list of values with Zipf weights: 1/n for the n-th."""

    def __init__(self, values: Sequence[T]) -> None:
        self.values = values
        self._bounds = list(
            accumulate(1 / place for place in range(1, len(values) + 1))
        )

    def pick(self, random: Random, among: int) -> T:
        """Draw one of the first ``among`` values."""
        chance = random.random() * self._bounds[among - 1]
        return self.values[bisect(self._bounds, chance, 0, among - 1)]
