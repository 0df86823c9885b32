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

    def test_is_turned_around_by_a_stance_against(self) -> None:
        assert forecast(stated("denies", 0.9, 0.9)) == pytest.approx(0.1)
        assert forecast(stated("hedges_against", 0.6, 0.8)) == pytest.approx(0.3)

    def test_is_the_one_end_that_is_stated(self) -> None:
        assert forecast(stated("supports", 0.7, None)) == pytest.approx(0.7)
        assert forecast(stated("supports", None, 0.2)) == pytest.approx(0.2)

    def test_is_the_mean_of_one_instant(self) -> None:
        rows = stated("supports", 0.6, 0.6), row("supports"), stated("supports", 1, 1)

        assert forecast(*rows) == pytest.approx(0.8)

    @pytest.mark.parametrize("basis", ["icd_203", "analyst"])
    def test_is_never_a_number_of_somebody_else(self, basis: str) -> None:
        assert forecast(stated("supports", 0.9, 0.9, probability_basis=basis)) is None

    def test_is_none_where_none_is_stated(self) -> None:
        assert forecast(row("supports")) is None


class TestBrier:
    def test_is_nothing_for_who_was_sure_and_right(self) -> None:
        assert brier([(1, True), (0, False)]) == 0

    def test_is_one_for_who_was_sure_and_wrong(self) -> None:
        assert brier([(0, True), (1, False)]) == 1

    def test_is_a_quarter_for_who_does_not_know(self) -> None:
        assert brier([(0.5, True), (0.5, False)]) == 0.25

    @derandomized
    @given(FORECASTS)
    def test_turns_around_with_its_questions(
        self, forecasts: list[tuple[float, bool]]
    ) -> None:
        turned = [(1 - probability, not came) for probability, came in forecasts]

        assert 0 <= brier(forecasts) <= 1
        assert brier(turned) == pytest.approx(brier(forecasts))
