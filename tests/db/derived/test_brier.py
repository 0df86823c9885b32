import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.derived.brier import brier, forecast_of
from db.derived.positions import last_position
from tests.db.derived.written_rows import derandomized, row, stated

FORECASTS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1)


def forecast(*rows: object) -> float | None:
    position = last_position(rows)
    assert position
    return forecast_of(position)


class TestForecastOf:
    def test_is_the_middle_of_the_stated_range(self) -> None:
        assert forecast(stated("supports", 0.6, 0.8)) == pytest.approx(0.7)

    def test_is_inverted_by_a_stance_against_the_fact(self) -> None:
        assert forecast(stated("denies", 0.9, 0.9)) == pytest.approx(0.1)
        assert forecast(stated("hedges_against", 0.6, 0.8)) == pytest.approx(0.3)

    def test_is_the_stated_end_of_a_half_open_range(self) -> None:
        assert forecast(stated("supports", 0.7, None)) == pytest.approx(0.7)
        assert forecast(stated("supports", None, 0.2)) == pytest.approx(0.2)

    def test_is_the_mean_of_claims_at_the_same_time(self) -> None:
        rows = stated("supports", 0.6, 0.6), row("supports"), stated("supports", 1, 1)

        assert forecast(*rows) == pytest.approx(0.8)

    @pytest.mark.parametrize("basis", ["icd_203", "analyst"])
    def test_ignores_probabilities_that_the_source_did_not_state(
        self, basis: str
    ) -> None:
        assert forecast(stated("supports", 0.9, 0.9, probability_basis=basis)) is None

    def test_is_none_without_a_stated_probability(self) -> None:
        assert forecast(row("supports")) is None


class TestBrier:
    def test_is_zero_for_certain_and_right_forecasts(self) -> None:
        assert brier([(1, True), (0, False)]) == 0

    def test_is_one_for_certain_and_wrong_forecasts(self) -> None:
        assert brier([(0, True), (1, False)]) == 1

    def test_is_a_quarter_for_forecasts_of_one_half(self) -> None:
        assert brier([(0.5, True), (0.5, False)]) == 0.25

    @derandomized
    @given(FORECASTS)
    def test_is_the_same_for_inverted_questions(
        self, forecasts: list[tuple[float, bool]]
    ) -> None:
        turned = [(1 - probability, not came) for probability, came in forecasts]

        assert 0 <= brier(forecasts) <= 1
        assert brier(turned) == pytest.approx(brier(forecasts))
