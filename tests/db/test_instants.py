from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from db.values.types import UtcDateTime, json_instant, to_datetime

SQLITE = sqlite.dialect()
ANY = st.datetimes(timezones=st.just(UTC))
WHOLE = st.builds(
    lambda at, unit: at.replace(**dict.fromkeys(unit, 0)),
    ANY,
    st.sampled_from(
        [
            ("microsecond",),
            ("microsecond", "second"),
            ("microsecond", "second", "minute"),
            ("microsecond", "second", "minute", "hour"),
        ]
    ),
)
INSTANTS = ANY | WHOLE


def stored(at: datetime) -> str:
    """Return an instant as SQLite stores it."""
    return str(UtcDateTime().process_bind_param(at, SQLITE))


class TestStoredText:
    @pytest.mark.parametrize(
        ("at", "text", "json"),
        [
            (datetime(2022, 3, 21, tzinfo=UTC), "2022-03-21", "2022-03-21T00:00:00Z"),
            (
                datetime(2022, 3, 21, 9, 30, tzinfo=UTC),
                "2022-03-21T09:30",
                "2022-03-21T09:30:00Z",
            ),
            (
                datetime(2022, 3, 21, 0, 0, 15, tzinfo=UTC),
                "2022-03-21T00:00:15",
                "2022-03-21T00:00:15Z",
            ),
            (
                datetime(2022, 3, 21, 0, 0, 0, 1, tzinfo=UTC),
                "2022-03-21T00:00:00.000001",
                "2022-03-21T00:00:00.000001Z",
            ),
            (
                datetime(2022, 3, 21, 1, tzinfo=timezone(timedelta(hours=1))),
                "2022-03-21",
                "2022-03-21T00:00:00Z",
            ),
        ],
    )
    def test_omits_trailing_zeros(self, at: datetime, text: str, json: str) -> None:
        assert stored(at) == text
        assert json_instant(text) == json

    @given(at=INSTANTS)
    def test_is_read_back_as_the_same_instant(self, at: datetime) -> None:
        assert to_datetime(stored(at)) == at
        assert to_datetime(json_instant(stored(at))) == at

    @given(one=INSTANTS, other=INSTANTS)
    def test_sorts_by_time(self, one: datetime, other: datetime) -> None:
        assert (stored(one) < stored(other)) == (one < other)

    @given(day=WHOLE)
    def test_sorts_between_the_neighbouring_instants(self, day: datetime) -> None:
        tick = timedelta(microseconds=1)
        if day - datetime.min.replace(tzinfo=UTC) < tick:
            return

        assert stored(day - tick) < stored(day) < stored(day + tick)

    @given(at=INSTANTS)
    def test_conversion_to_json_is_idempotent(self, at: datetime) -> None:
        json = json_instant(stored(at))

        assert json_instant(json) == json
