"""Buckets and dates of claims, compared with a record counted by hand (``told``)."""

from collections import Counter

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import day, walk
from tests.api.stats.conftest import Count, Told, printed, said, speaker

pytestmark = pytest.mark.every_case

MARCH, APRIL = "2022-03-01T00:00:00Z", "2022-04-01T00:00:00Z"
FIRST, SECOND = "2022-03-21T00:00:00Z", "2022-03-28T00:00:00Z"  # Mondays


class TestBuckets:
    @pytest.mark.usefixtures("told")
    @pytest.mark.parametrize(
        ("bucket", "expected"),
        [
            ("day", [(FIRST, 5), (SECOND, 2), (APRIL, 1)]),
            ("week", [(FIRST, 5), (SECOND, 3)]),
            ("month", [(MARCH, 7), (APRIL, 1)]),
            ("year", [("2022-01-01T00:00:00Z", 8)]),
        ],
    )
    def test_begin_at_calendar_boundaries(
        self, count: Count, bucket: str, expected: list[tuple[str, int]]
    ) -> None:
        rows = count(f"claims?bucket={bucket}")

        assert [(row[0], row[3]) for row in rows] == expected
        assert {row[1:3] for row in rows} == {(None, "claims")}

    def test_ascend_with_the_largest_series_first(
        self, told: Told, count: Count
    ) -> None:
        assert count("claims?bucket=month&by=outlet") == [
            (MARCH, told.cnn, "CNN", 5),
            (MARCH, told.bbc, "BBC", 2),
            (APRIL, None, "no outlet", 1),
        ]

    @pytest.mark.parametrize(
        ("instant", "start"),
        [
            ("2022-03-20T23:59:59.999999Z", "2022-03-14T00:00:00Z"),
            ("2022-03-21T00:00:00Z", FIRST),
            ("2022-03-21T01:30:00+02:00", "2022-03-14T00:00:00Z"),
            ("2022-03-20T23:30:00-01:00", FIRST),
            ("2022-03-27T23:59:59.999999Z", FIRST),
        ],
    )
    def test_are_in_utc(
        self,
        client: TestClient,
        told: Told,
        count: Count,
        instant: str,
        start: str,
    ) -> None:
        at = {"from": instant, "to": None, "precision": None, "text": None}
        printed(client, said("I", speaker(told.ann), said=at, language="uk"))

        assert count("claims?bucket=week&language=uk") == [(start, None, "claims", 1)]

    def test_of_weeks_can_begin_in_the_year_before(
        self, client: TestClient, told: Told, count: Count
    ) -> None:
        printed(client, said("I", speaker(told.ann)), published=day(1, month=1))

        rows = count("claims?bucket=week&to=2022-02-01")

        assert [row[0] for row in rows] == ["2021-12-27T00:00:00Z"]


class TestTimes:
    def test_dated_is_the_date_of_saying_and_published_that_of_the_article(
        self, client: TestClient, told: Told, count: Count
    ) -> None:
        claim = said("I", speaker(told.ann), said=day(2), language="uk")
        printed(client, claim, published=day(9))

        dated, published = (
            count(f"claims?bucket=day&language=uk&time={time}")
            for time in ("dated", "published")
        )

        assert dated[0][0] == "2022-03-02T00:00:00Z"
        assert published[0][0] == "2022-03-09T00:00:00Z"

    def test_published_omits_claims_without_a_publication_date(
        self, client: TestClient, told: Told, count: Count
    ) -> None:
        printed(client, said("I", speaker(told.ann)), title="Undated")

        assert count("claims?from=1990-01-01&time=published")[0][3] == 9
        assert count("claims?from=1990-01-01&time=dated")[0][3] == 10

    @pytest.mark.usefixtures("told")
    def test_recorded_is_the_date_of_creation(
        self, client: TestClient, count: Count
    ) -> None:
        claims = walk(client, "/claims")
        days = Counter(f"{claim['created_at'][:10]}T00:00:00Z" for claim in claims)

        rows = count("claims?bucket=day&time=recorded&from=1990-01-01")

        assert {time: n for time, _, _, n in rows} == days
        assert days.total() == 9  # the noise too


class TestBounds:
    @pytest.mark.usefixtures("told")
    @pytest.mark.parametrize(
        ("bounds", "n"),
        [
            ("from=2022-03-21&to=2022-03-28", 5),
            ("from=2022-03-21T00:00:00.000001Z&to=2022-03-28", 0),
            ("from=2022-03-21T02:00:00%2B02:00&to=2022-03-28T00:00:01Z", 7),
            ("from=1647820800000&to=1648425600000", 5),
            ("from=1647820800001&to=1648425600001", 2),
            ("from=-1&to=2022-03-21", 1),  # the noise of 1999
            ("from=946684800000&to=2022-03-22", 5),
        ],
    )
    def test_are_half_open(self, count: Count, bounds: str, n: int) -> None:
        rows = count(f"claims?{bounds}")

        assert sum(row[3] for row in rows) == n

    @pytest.mark.usefixtures("told")
    def test_apply_to_the_requested_time(self, count: Count) -> None:
        assert count("claims?time=recorded&from=1990-01-01&to=2022-04-01") == []
        assert count("claims?time=published&from=2022-03-28&bucket=month") == [
            (MARCH, None, "claims", 2),
            (APRIL, None, "claims", 1),
        ]

    @pytest.mark.usefixtures("told")
    def test_truncate_the_first_and_the_last_bucket(self, count: Count) -> None:
        rows = count("claims?bucket=month&from=2022-03-22&to=2022-04-02")

        assert rows == [(MARCH, None, "claims", 2), (APRIL, None, "claims", 1)]


class TestFill:
    @pytest.mark.usefixtures("told")
    def test_adds_every_bucket_of_every_series_within_the_bounds(
        self, count: Count
    ) -> None:
        bounds = "from=2022-02-10&to=2022-05-01"

        rows = count(f"claims?bucket=month&by=outlet&fill=zero&{bounds}")

        outlets = ["CNN", "BBC", "no outlet"]
        assert [row[2] for row in rows] == outlets * 3
        months = ["2022-02", "2022-03", "2022-04"]
        assert [row[0][:7] for row in rows] == [m for m in months for _ in outlets]
        assert [row[3] for row in rows] == [0, 0, 0, 5, 2, 0, 0, 0, 1]

    @pytest.mark.usefixtures("told")
    def test_without_bounds_fills_from_the_first_to_the_last_bucket(
        self, count: Count
    ) -> None:
        rows = count("claims?bucket=day&fill=zero&dated_from=2022-01-01")

        assert (rows[0][0], rows[-1][0]) == (FIRST, APRIL)
        assert [row[3] for row in rows] == [5, *[0] * 6, 2, *[0] * 3, 1]

    def test_without_claims_returns_zeros_within_the_bounds(self, count: Count) -> None:
        rows = count("claims?bucket=day&fill=zero&from=2022-03-01&to=2022-03-03")

        assert rows == [
            ("2022-03-01T00:00:00Z", None, "claims", 0),
            ("2022-03-02T00:00:00Z", None, "claims", 0),
        ]

    @pytest.mark.parametrize("query", ["by=outlet", ""])
    def test_without_claims_and_bounds_is_empty(self, count: Count, query: str) -> None:
        assert count(f"claims?bucket=day&fill=zero&{query}") == []
