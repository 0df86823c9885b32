import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from db.derived.wilson import wilson
from tests.db.derived.written_rows import derandomized

COUNTS = st.integers(1, 10**4).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n))
)


def by_scipy(successes: int, n: int) -> tuple[float, float]:
    interval = binomtest(successes, n).proportion_ci(0.95, method="wilson")
    return float(interval.low), float(interval.high)


class TestWilson:
    @pytest.mark.parametrize("n", range(1, 41))
    def test_equals_scipy_for_all_small_numbers(self, n: int) -> None:
        for successes in range(n + 1):
            expected = by_scipy(successes, n)

            assert wilson(successes, n) == pytest.approx(expected, abs=1e-12)

    @derandomized
    @given(COUNTS)
    def test_equals_scipy_for_large_numbers(self, counts: tuple[int, int]) -> None:
        assert wilson(*counts) == pytest.approx(by_scipy(*counts), abs=1e-9)

    @derandomized
    @given(COUNTS)
    def test_contains_the_share_and_is_within_zero_and_one(
        self, counts: tuple[int, int]
    ) -> None:
        successes, n = counts

        low, high = wilson(successes, n)

        assert 0 <= low <= successes / n <= high <= 1
        assert low < high

    @derandomized
    @given(COUNTS)
    def test_is_inverted_for_failures(self, counts: tuple[int, int]) -> None:
        successes, n = counts

        low, high = wilson(n - successes, n)

        assert wilson(successes, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)

    def test_is_zero_to_one_without_trials(self) -> None:
        assert wilson(0, 0) == (0, 1)
