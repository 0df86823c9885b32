"""Dates as pages show them; no database is needed."""

import pytest

from api.pages.dates import day, exact, fuzzy

MARCH = ("2022-03-01T00:00:00Z", "2022-04-01T00:00:00Z")


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: nothing is read."""


class TestFuzzy:
    @pytest.mark.parametrize(
        ("start", "end", "precision", "shown"),
        [
            (*MARCH, "month", "Mar 2022"),
            (*MARCH, None, "1 Mar 2022 to 31 Mar 2022"),
            ("2022-01-01T00:00:00Z", "2023-01-01T00:00:00Z", "year", "2022"),
            ("2022-04-01T00:00:00Z", "2022-07-01T00:00:00Z", "quarter", "Q2 2022"),
            ("2022-03-22T00:00:00Z", "2022-03-23T00:00:00Z", "day", "22 Mar 2022"),
            ("2022-03-22T09:00:00Z", "2022-03-22T10:00:00Z", "hour", "22 Mar 2022"),
            (MARCH[0], None, None, "since 1 Mar 2022"),
            (None, MARCH[1], None, "until 31 Mar 2022"),
            ("0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z", None, None),
        ],
    )
    def test_is_shown_with_its_precision(
        self, start: str | None, end: str | None, precision: str | None, shown: str
    ) -> None:
        date = {"from": start, "to": end, "precision": precision, "text": None}

        assert fuzzy(date) == (shown or "1 Jan 1 to 31 Dec 9998")


class TestDay:
    def test_is_shown_in_utc(self) -> None:
        assert day("2022-03-22T23:30:00-02:00") == "23 Mar 2022"
        assert exact("2022-03-22T23:30:00Z") == "22 Mar 2022, 23:30:00 UTC"
