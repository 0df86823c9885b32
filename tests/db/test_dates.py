"""Fuzzy dates: how they are written, completed and compared."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.values.dates import (
    Interval,
    Precision,
    border,
    complete,
    end_of,
    is_later_than_tomorrow,
    lies_after,
    parse_date,
    parse_instant,
    to_utc,
    written,
)

PRECISIONS = get_args(Precision)
CALENDAR = ("day", "month", "quarter", "year")
NOW = datetime(2022, 3, 22, 15, 30, tzinfo=UTC)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


instants = st.datetimes(
    at(2, 1, 1).replace(tzinfo=None),
    at(9997, 1, 1).replace(tzinfo=None),
    timezones=st.just(UTC),
)
offsets = st.integers(-14 * 60, 14 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
precisions = st.sampled_from(PRECISIONS)
of_dates = st.sampled_from(CALENDAR)


def day(number: int, month: int = 3) -> Interval:
    return parse_date(f"2022-{month:02}-{number:02}")


class TestParseDate:
    @pytest.mark.parametrize(
        ("date", "start", "end", "precision"),
        [
            ("2022", at(2022, 1, 1), at(2023, 1, 1), "year"),
            ("0988", at(988, 1, 1), at(989, 1, 1), "year"),
            ("2022-03", at(2022, 3, 1), at(2022, 4, 1), "month"),
            ("2022-12", at(2022, 12, 1), at(2023, 1, 1), "month"),
            ("2022-Q1", at(2022, 1, 1), at(2022, 4, 1), "quarter"),
            ("2022-Q4", at(2022, 10, 1), at(2023, 1, 1), "quarter"),
            ("2022-03-22", at(2022, 3, 22), at(2022, 3, 23), "day"),
            ("2020-02-29", at(2020, 2, 29), at(2020, 3, 1), "day"),
            ("2022-03-22T09Z", at(2022, 3, 22, 9), at(2022, 3, 22, 10), "hour"),
            (
                "2022-03-22T09+05:30",
                at(2022, 3, 22, 3, 30),
                at(2022, 3, 22, 4, 30),
                "hour",
            ),
            (
                "2022-03-22T09:30Z",
                at(2022, 3, 22, 9, 30),
                at(2022, 3, 22, 9, 31),
                "minute",
            ),
            (
                "2022-03-22T23:30-05:30",
                at(2022, 3, 23, 5),
                at(2022, 3, 23, 5, 1),
                "minute",
            ),
            (
                "2022-03-22T09:30:15Z",
                at(2022, 3, 22, 9, 30, 15),
                at(2022, 3, 22, 9, 30, 16),
                "second",
            ),
            (
                "2022-03-22T09:30:15.25+02:00",
                at(2022, 3, 22, 7, 30, 15),
                at(2022, 3, 22, 7, 30, 16),
                "second",
            ),
        ],
    )
    def test_returns_the_interval_and_precision_of_a_date(
        self, date: str, start: datetime, end: datetime, precision: Precision
    ) -> None:
        assert parse_date(date) == Interval(start, end, precision)

    @pytest.mark.parametrize(
        "date",
        ["0000", "0000-03", "-0043-03-15", "44 BC", "44 b.c.", "10000-01-01", "12022"],
    )
    def test_refuses_years_outside_1_to_9999(self, date: str) -> None:
        with pytest.raises(ValueError, match="years 1 to 9999"):
            parse_date(date)

    @pytest.mark.parametrize("date", ["0001", "9999", "9999-12", "0001-01-01T00Z"])
    def test_refuses_dates_that_touch_the_ends_of_the_range(self, date: str) -> None:
        with pytest.raises(ValueError, match="years 1 to 9999"):
            parse_date(date)

    @pytest.mark.parametrize(
        "date", ["2022-02-30", "2023-02-29", "2022-13", "2022-00", "2022-03-22T25Z"]
    )
    def test_refuses_days_and_times_that_do_not_exist(self, date: str) -> None:
        with pytest.raises(
            ValueError, match=r"2022-03-22.*There is no such day or time"
        ):
            parse_date(date)

    @pytest.mark.parametrize("date", ["2022-03-22T09", "2022-03-22T09:30:15"])
    def test_requires_the_zone_of_an_instant(self, date: str) -> None:
        with pytest.raises(ValueError, match=r"needs its zone.*09:30\+02:00"):
            parse_date(date)

    @pytest.mark.parametrize(
        "date",
        [
            *("", "yesterday", "22", "2022-3-22", "20220322", "2022-Q5", "2022-Q0"),
            *("2022-W12", "2022-03-22 09:30Z", "2022-03-22t09:30z", " 2022", "2022\n"),
            *("2022-03-22T09:30+0200", "22.03.2022", "2022-03-22/2022-03-25"),
            *("2022-03-22T09:30:15.1234567Z", "\uff12\uff10\uff12\uff12", "2022-q1"),
        ],
    )
    def test_error_shows_the_accepted_formats(self, date: str) -> None:
        with pytest.raises(ValueError, match=r'^Must be a date like "2022", "2022-03"'):
            parse_date(date)

    @given(st.text(max_size=40))
    def test_raises_only_value_errors_for_any_text(self, text: str) -> None:
        with suppress(ValueError):
            date = parse_date(text)

            assert date.start
            assert written(date)

    @given(instants, precisions)
    def test_reads_written_values(
        self, instant: datetime, precision: Precision
    ) -> None:
        date = complete(border(instant, precision), None, precision)

        read = written(date)

        assert read is not None
        assert parse_date(read) == date

    @given(instants, offsets, st.sampled_from(["hours", "minutes", "seconds"]))
    def test_accepts_an_instant_with_any_offset(
        self, instant: datetime, offset: timezone, exact: str
    ) -> None:
        local = instant.astimezone(offset).replace(microsecond=0)
        local = local.replace(minute=0, second=0) if exact == "hours" else local
        local = local.replace(second=0) if exact == "minutes" else local

        date = parse_date(local.isoformat(timespec=exact))

        assert date.start == local
        assert date.precision == exact.removesuffix("s")
        assert written(date) is not None
        assert parse_date(str(written(date))) == date


class TestWritten:
    @pytest.mark.parametrize(
        "date",
        [
            Interval(None, None, None),
            Interval(at(2022, 1, 1), None, None),
            Interval(at(2022, 1, 1), at(2023, 1, 1), None),
            Interval(at(2022, 1, 1), at(2024, 1, 1), "year"),
        ],
    )
    def test_is_none_for_intervals_that_are_not_one_date(self, date: Interval) -> None:
        assert written(date) is None


class TestParseInstant:
    @pytest.mark.parametrize(
        ("text", "instant"),
        [
            ("2022-03-20", at(2022, 3, 20)),
            ("2022-03-20T20:00Z", at(2022, 3, 20, 20)),
            ("2022-03-20T20:00+05:30", at(2022, 3, 20, 14, 30)),
            ("2022-03-20T20:00:01.5Z", at(2022, 3, 20, 20, 0, 1, 500_000)),
        ],
    )
    def test_accepts_dates_and_instants(self, text: str, instant: datetime) -> None:
        assert parse_instant(text) == instant

    def test_keeps_the_offset(self) -> None:
        instant = parse_instant("2022-03-20T20:00+05:30")

        assert instant.utcoffset() == timedelta(hours=5, minutes=30)

    @pytest.mark.parametrize("text", ["2022", "2022-03", "2022-03-20T20Z", "", "now"])
    def test_refuses_other_formats(self, text: str) -> None:
        with pytest.raises(ValueError, match="Must be a date like 2022-03-21"):
            parse_instant(text)

    @pytest.mark.parametrize(
        "text",
        [
            *("-0043-03-15", "0000-01-01", "0001-01-01", "10000-01-01"),
            *("0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"),
        ],
    )
    def test_refuses_years_outside_1_to_9999(self, text: str) -> None:
        with pytest.raises(ValueError, match="years 1 to 9999"):
            parse_instant(text)


class TestComplete:
    @given(instants, precisions)
    def test_computes_one_end_from_the_other(
        self, instant: datetime, precision: Precision
    ) -> None:
        start = border(instant, precision)

        date = complete(start, None, precision)

        assert date.start == start
        assert date.end is not None
        assert complete(None, date.end, precision) == date
        assert complete(start, date.end, precision) == date
        assert border(date.end, precision) == date.end
        assert border(date.end - timedelta(microseconds=1), precision) == start

    @given(instants, offsets, offsets, of_dates)
    def test_accepts_local_dates_as_calendar_dates(
        self,
        instant: datetime,
        before: timezone,
        after: timezone,
        precision: Precision,
    ) -> None:
        """The offset may differ at both ends: clocks are changed in March."""
        date = complete(border(instant, precision), None, precision)
        assert date.start
        assert date.end
        start = date.start.replace(tzinfo=before)
        end = date.end.replace(tzinfo=after)
        assume(start < end)

        assert complete(start, end, precision) == date
        assert complete(start, None, precision) == date
        assert complete(None, end, precision) == date

    @given(instants, offsets)
    def test_accepts_hours_of_any_zone(self, instant: datetime, zone: timezone) -> None:
        start = instant.astimezone(zone).replace(minute=0, second=0, microsecond=0)

        date = complete(start, None, "hour")

        assert date == Interval(start, start + timedelta(hours=1), "hour")
        assert date.start
        assert date.start.tzinfo is UTC
        assert complete(date.start, date.end, "hour", any_zone=True) == date

    def test_leaves_an_open_interval_open(self) -> None:
        since, until = at(2022, 3, 22, 1), at(2022, 3, 22, 2)

        assert complete(since, None, None) == Interval(since, None, None)
        assert complete(None, until, None) == Interval(None, until, None)

    @pytest.mark.parametrize(
        ("start", "end", "precision"),
        [
            ("2022-03-22T00:15+05:30", None, "hour"),
            ("2022-03-22T09:30Z", None, "hour"),
            ("2022-03-22T01:00-04:00", None, "day"),
            (None, "2022-03-22T12:00Z", "day"),
            ("2022-03-02", None, "month"),
            ("2022-02-01", None, "quarter"),
            ("2022-02-01T00:00+03:00", None, "year"),
        ],
    )
    def test_refuses_a_precision_that_does_not_fit(
        self, start: str | None, end: str | None, precision: Precision
    ) -> None:
        ends = (text and parse_instant(text) for text in (start, end))

        with pytest.raises(ValueError, match=f'one {precision}, in UTC.*send "2022'):
            complete(*ends, precision)  # type: ignore[call-arg, arg-type]

    def test_refuses_hours_that_are_not_whole(self) -> None:
        start = parse_instant("2022-03-22T09:00+05:30")

        with pytest.raises(ValueError, match="whole hours apart"):
            complete(start, at(2022, 3, 22, 5), "hour")

    @pytest.mark.parametrize("precision", [None, "day"])
    def test_refuses_an_end_before_the_start(self, precision: Precision | None) -> None:
        with pytest.raises(ValueError, match=r'before to.*"2022-03-22"'):
            complete(at(2022, 3, 22), at(2022, 3, 21), precision)

    def test_refuses_a_precision_without_dates(self) -> None:
        with pytest.raises(ValueError, match="precision needs from or to"):
            complete(None, None, "day")

    @pytest.mark.parametrize(
        ("start", "end"), [(at(9999, 1, 1), None), (None, at(2, 1, 1))]
    )
    def test_refuses_an_end_that_cannot_be_stored(
        self, start: datetime | None, end: datetime | None
    ) -> None:
        with pytest.raises(ValueError, match="years 1 to 9999"):
            complete(start, end, "year")


class TestLiesAfter:
    @pytest.mark.parametrize(
        ("said", "published", "after"),
        [
            ("2022-03-22", "2022-03-22", False),
            ("2022-03-23", "2022-03-22", True),
            ("2022-03", "2022-03-01", False),
            ("2022-04", "2022-03-31", True),
            ("2022", "2022-01-01", False),
            ("2022-Q2", "2022-03", True),
            ("2202-03-21", "2022-03-23", True),
            ("2022-03-22T09:30Z", "2022-03-22T09:30Z", False),
            ("2022-03-22T09:31Z", "2022-03-22T09:30Z", True),
            # It is still the 22nd on an island in the west.
            ("2022-03-23T11:59Z", "2022-03-22", False),
            ("2022-03-23T12:00Z", "2022-03-22", True),
            # It is the 23rd already on one in the east.
            ("2022-03-23", "2022-03-22T10:00Z", False),
            ("2022-03-23", "2022-03-22T09:59Z", True),
        ],
    )
    def test_compares_the_earliest_with_the_latest(
        self, said: str, published: str, *, after: bool
    ) -> None:
        assert lies_after(parse_date(said), parse_date(published)) is after

    def test_is_false_for_unknown_ends(self) -> None:
        since = Interval(at(2022, 3, 22), None, None)
        until = Interval(None, at(2022, 3, 22), None)

        assert not lies_after(day(23), since)
        assert not lies_after(until, day(20))
        assert lies_after(since, day(20))
        assert lies_after(day(23), until)

    @given(instants, instants, precisions, precisions)
    def test_is_never_true_in_both_directions(
        self, one: datetime, other: datetime, first: Precision, second: Precision
    ) -> None:
        dates = [
            complete(border(one, first), None, first),
            complete(border(other, second), None, second),
        ]

        assert not (lies_after(*dates) and lies_after(*reversed(dates)))


class TestIsLaterThanTomorrow:
    @pytest.mark.parametrize(
        ("date", "later"),
        [
            ("2022-03-22", False),
            ("2022-03-23", False),
            ("2022-03-23T23:59Z", False),
            ("2022-03-24", True),
            ("2022-03-24T00:00Z", True),
            ("2022", False),
            ("2022-04", True),
            ("2099", True),
        ],
    )
    def test_compares_with_the_date_of_tomorrow(
        self, date: str, *, later: bool
    ) -> None:
        assert is_later_than_tomorrow(parse_date(date), NOW) is later

    def test_is_false_for_a_date_without_a_start(self) -> None:
        assert not is_later_than_tomorrow(Interval(None, at(2099, 1, 1), None), NOW)


class TestEndOf:
    @pytest.mark.parametrize(
        ("deadline", "end"),
        [
            (at(2022, 3, 22), at(2022, 3, 23)),
            (at(2022, 12, 31), at(2023, 1, 1)),
            (at(2022, 3, 22, 0, 0, 0, 1), at(2022, 3, 22, 0, 0, 0, 1)),
            (at(2022, 3, 22, 9, 30), at(2022, 3, 22, 9, 30)),
            (at(9999, 12, 31), at(9999, 12, 31)),
        ],
    )
    def test_a_date_ends_with_its_day(self, deadline: datetime, end: datetime) -> None:
        assert end_of(deadline) == end


class TestToUtc:
    def test_changes_the_zone_only(self) -> None:
        local = parse_instant("2022-03-22T00:00-04:00")

        utc = to_utc(local)

        assert utc == local
        assert utc.tzinfo is UTC
