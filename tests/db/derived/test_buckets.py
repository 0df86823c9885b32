from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal, select

from db.derived.buckets import number_of, start_of
from db.engine.session import Write
from db.values.types import Bucket, InBucket, UtcDateTime, bucket_start

BUCKETS: list[Bucket] = ["day", "week", "month", "year"]
TICK = timedelta(microseconds=1)
INSTANTS = st.datetimes(timezones=st.just(UTC))
EDGES = [
    datetime(1, 1, 1, 0, 0, 0, 1, tzinfo=UTC),  # a Monday, and the first of all
    datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2020, 12, 31, tzinfo=UTC),  # in a week of 2020 that ends in 2021
    datetime(2021, 1, 3, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2021, 1, 4, tzinfo=UTC),
    datetime(2022, 3, 21, tzinfo=UTC),  # a Monday
    datetime(2022, 3, 20, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2024, 2, 29, 12, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999998, tzinfo=UTC),
]


@pytest.mark.parametrize("bucket", BUCKETS)
class TestNumbers:
    @given(at=INSTANTS)
    def test_an_instant_is_in_the_bucket_that_began_last(
        self, bucket: Bucket, at: datetime
    ) -> None:
        start = start_of(number_of(at, bucket), bucket)

        assert start <= at
        assert number_of(start, bucket) == number_of(at, bucket)

    @given(at=INSTANTS)
    def test_the_next_bucket_has_the_next_number(
        self, bucket: Bucket, at: datetime
    ) -> None:
        number = number_of(at, bucket)
        if number == number_of(datetime.max.replace(tzinfo=UTC), bucket):
            return

        following = start_of(number + 1, bucket)

        assert following > at
        assert number_of(following - TICK, bucket) == number


class TestStarts:
    @pytest.mark.parametrize(
        ("bucket", "start"),
        [
            ("day", datetime(2021, 1, 1, tzinfo=UTC)),
            ("week", datetime(2020, 12, 28, tzinfo=UTC)),
            ("month", datetime(2021, 1, 1, tzinfo=UTC)),
            ("year", datetime(2021, 1, 1, tzinfo=UTC)),
        ],
    )
    def test_are_in_utc_for_instants_of_any_zone(
        self, bucket: Bucket, start: datetime
    ) -> None:
        here = datetime(2020, 12, 31, 20, 30, tzinfo=timezone(timedelta(hours=-5)))

        assert start_of(number_of(here, bucket), bucket) == start

    def test_of_weeks_are_mondays(self) -> None:
        for number in range(106_000, 106_060):
            assert start_of(number, "week").isoweekday() == 1


@pytest.mark.parametrize("bucket", BUCKETS)
@pytest.mark.parametrize("at", EDGES)
class TestInBucket:
    def test_sql_and_python_compute_the_same_bucket(
        self, write: Write, bucket: Bucket, at: datetime
    ) -> None:
        column = literal(at, UtcDateTime())

        found = write.session.scalar(select(InBucket(column, bucket)))

        assert bucket_start(found) == start_of(number_of(at, bucket), bucket)
