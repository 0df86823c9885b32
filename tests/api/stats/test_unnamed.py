"""Counts of unnamed speakers, compared with a record counted by hand (``told``)."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, day, the_error
from tests.api.conftest import CountingReader
from tests.api.stats.conftest import (
    Count,
    Told,
    printed,
    said,
    speaker,
    unnamed,
)

pytestmark = pytest.mark.every_case

TOO_FEW = (None, None, None, "fewer than 10 claims")


def fill(client: TestClient, *, named: int, unnamed_ones: int, month: int = 5) -> None:
    """Let an outlet print this number of claims of each kind of source."""
    cid = {"kind": "person", "name": "Cid"}
    step: Json = {"position": 1, "source": cid, "relation": "said"}
    printed(
        client,
        *(said(f"N{n}", step) for n in range(named)),
        *(said(f"U{n}", unnamed(f"official {n}")) for n in range(unnamed_ones)),
        outlet={"name": "Daily"},
        published=day(2, month=month),
    )


class TestRows:
    def test_have_counts_for_each_outlet_and_no_share_of_few_claims(
        self, told: Told, count: Count
    ) -> None:
        assert count("unnamed?") == [
            (None, told.cnn, "CNN", 5, 2, *TOO_FEW, 0),
            (None, told.bbc, "BBC", 2, 1, *TOO_FEW, 0),
            (None, None, "no outlet", 1, 0, *TOO_FEW, 0),
        ]

    def test_have_a_share_from_ten_claims_on(
        self, client: TestClient, count: Count
    ) -> None:
        """By hand, with z = 1.95996: its middle is (0.3 + z²/20) / (1 + z²/10), that is
        0.35551; half of it is z · √(0.021 + z²/400) / (1 + z²/10), that is 0.24772.
        """
        fill(client, named=7, unnamed_ones=3)

        ((*_, n, unnamed_ones, share, low, high, reason, rest),) = count("unnamed?")

        assert (n, unnamed_ones, share, reason, rest) == (10, 3, 0.3, None, 0)
        assert low == pytest.approx(0.10779, abs=0.00001)
        assert high == pytest.approx(0.60322, abs=0.00001)

    @pytest.mark.parametrize(
        ("unnamed_ones", "low", "high"), [(0, 0, 0.27754), (10, 0.72246, 1)]
    )
    def test_have_an_interval_also_for_none_and_for_all(
        self,
        client: TestClient,
        count: Count,
        unnamed_ones: int,
        low: float,
        high: float,
    ) -> None:
        """By hand: z² / (10 + z²) is 0.27754."""
        fill(client, named=10 - unnamed_ones, unnamed_ones=unnamed_ones)

        (row,) = count("unnamed?")

        assert row[5:] == (
            unnamed_ones / 10,
            pytest.approx(low, abs=0.00001),
            pytest.approx(high, abs=0.00001),
            None,
            0,
        )

    def test_have_no_share_below_ten_claims(
        self, client: TestClient, count: Count
    ) -> None:
        fill(client, named=4, unnamed_ones=5)

        assert count("unnamed?")[0][3:] == (9, 5, *TOO_FEW, 0)

    def test_count_a_claim_of_several_speakers_once(
        self, client: TestClient, told: Told, count: Count
    ) -> None:
        steps = [speaker(told.ann), unnamed("a spy"), unnamed("another spy")]
        printed(client, said("I", *steps), outlet={"name": "Daily"}, published=day(2))

        assert count("unnamed?to=2022-03-03")[0][3:5] == (1, 1)

    def test_count_sources_at_position_1_only(
        self, client: TestClient, told: Told, count: Count
    ) -> None:
        steps = [
            speaker(told.ann) | {"relation": "relays"},
            unnamed("a spy") | {"position": 2},
        ]
        printed(client, said("I", *steps), outlet={"name": "Daily"}, published=day(2))

        assert count("unnamed?to=2022-03-03")[0][3:5] == (1, 0)


class TestTime:
    @pytest.mark.usefixtures("told")
    def test_there_is_one_row_for_each_bucket(
        self, client: TestClient, count: Count
    ) -> None:
        fill(client, named=5, unnamed_ones=15)
        fill(client, named=1, unnamed_ones=1, month=7)
        daily = client.get(f"{API}/sources?q=daily&kind=outlet").json()["data"][0]

        query = f"bucket=month&fill=zero&outlet={daily['id']}"
        rows = count(f"unnamed?{query}&from=2022-05-01")

        assert [(row[0][:7], row[2], row[3], row[4]) for row in rows] == [
            ("2022-05", "Daily", 20, 15),
            ("2022-06", "Daily", 0, 0),
            ("2022-07", "Daily", 2, 1),
        ]
        assert rows[0][5] == 0.75
        assert rows[1][5:] == rows[2][5:] == (*TOO_FEW, 0)

    @pytest.mark.usefixtures("told")
    def test_bounds_apply_to_the_requested_time(self, count: Count) -> None:
        rows = count("unnamed?from=1648425600000&time=published")  # 28 March

        assert [row[2:5] for row in rows] == [("BBC", 2, 1), ("no outlet", 1, 0)]

    def test_as_of_counts_claims_published_by_that_time(
        self, told: Told, count: Count
    ) -> None:
        rows = count("unnamed?as_of=2022-03-21")

        assert [row[1:5] for row in rows] == [(told.cnn, "CNN", 5, 2)]


class TestFilters:
    @pytest.mark.usefixtures("told")
    @pytest.mark.parametrize(
        ("query", "counts"),
        [
            ("act=denial", [("BBC", 1, 1), ("CNN", 1, 0)]),
            ("sector=military", [("CNN", 3, 1), ("BBC", 1, 0)]),
            ("anonymous=true", [("CNN", 2, 2), ("BBC", 1, 1)]),
            ("review=draft", [("CNN", 1, 0)]),
        ],
    )
    def test_apply_to_all_counts(
        self, count: Count, query: str, counts: list[tuple[str, int, int]]
    ) -> None:
        assert [row[2:5] for row in count(f"unnamed?{query}")] == counts

    @pytest.mark.usefixtures("told")
    def test_top_sums_up_the_other_outlets(self, count: Count) -> None:
        assert [row[2:5] for row in count("unnamed?top=1")] == [
            ("CNN", 5, 2),
            ("1 other outlet", 2, 1),
            ("no outlet", 1, 0),
        ]


class TestAnswer:
    def test_is_empty_for_an_empty_record(self, count: Count) -> None:
        assert count("unnamed?") == count("unnamed?bucket=day&fill=zero") == []

    @pytest.mark.usefixtures("told")
    def test_needs_one_query_and_one_of_hidden_drafts(
        self, client: TestClient, reader: CountingReader
    ) -> None:
        paths = ["/stats/unnamed?from=2030-01-01", "/stats/unnamed?bucket=day"]

        assert reader.counts(client, *paths) == [2, 2]

    @pytest.mark.parametrize("query", ["by=outlet", "bucket=hour", "top=x"])
    def test_names_the_invalid_parameter(self, client: TestClient, query: str) -> None:
        answer = client.get(f"{API}/stats/unnamed?{query}")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == query.partition("=")[0]
