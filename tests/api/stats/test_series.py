"""Series of claims, compared with a record counted by hand (``told``)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, day
from tests.api.stats.conftest import Count, Told, printed, said, speaker, unnamed

pytestmark = pytest.mark.every_case


class TestSeries:
    @pytest.mark.usefixtures("told")
    def test_without_by_there_is_one_series(self, count: Count) -> None:
        assert count("claims?") == [(None, None, "claims", 8)]

    def test_by_outlet_has_one_series_for_each_outlet(
        self, told: Told, count: Count
    ) -> None:
        assert count("claims?by=outlet") == [
            (None, told.cnn, "CNN", 5),
            (None, told.bbc, "BBC", 2),
            (None, None, "no outlet", 1),
        ]

    def test_by_source_groups_unnamed_sources_at_position_1(
        self, told: Told, count: Count
    ) -> None:
        """A claim of two counts for both, but once for all that are unnamed."""
        assert count("claims?by=source") == [
            (None, None, "3 separate unnamed sources", 3),
            (None, told.ann, "Ann", 3),
            (None, told.bob, "Bob", 2),
            (None, None, "1 separate unresolved source", 1),
        ]

    @pytest.mark.usefixtures("told")
    def test_of_claims_with_unresolved_sources_can_be_requested(
        self, count: Count
    ) -> None:
        rows = count("claims?by=source&unresolved=true")

        assert [row[2:] for row in rows] == [
            ("1 separate unnamed source", 1),
            ("1 separate unresolved source", 1),
        ]

    def test_by_source_omits_sources_at_later_positions(
        self, client: TestClient, told: Told, count: Count
    ) -> None:
        relayed = [
            speaker(told.bob) | {"relation": "relays"},
            speaker(told.ann) | {"position": 2},
        ]
        printed(client, said("I", *relayed), title="Wind", published=day(2))

        assert count("claims?by=source&to=2022-03-03") == [(None, told.bob, "Bob", 1)]

    @pytest.mark.usefixtures("told")
    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            (
                "kind",
                {
                    "person": 4,
                    "anonymous_person": 2,
                    "anonymous_group": 1,
                    "unresolved": 1,
                },
            ),
            ("sector", {"military": 4, None: 4}),
            ("form", {"paraphrase": 7, "unattributed": 1}),
            ("act", {"assertion": 5, "denial": 2, "prediction": 1}),
            ("stance", {"supports": 2, "denies": 2}),
        ],
    )
    def test_group_claims_by_the_requested_field(
        self, count: Count, by: str, expected: dict[str | None, int]
    ) -> None:
        rows = count(f"claims?by={by}")

        assert {row[1]: row[3] for row in rows} == expected
        assert [row[2] for row in rows] == [
            "no sector" if row[1] is None else row[1] for row in rows
        ]

    def test_of_stances_are_on_the_requested_fact(
        self, told: Told, count: Count
    ) -> None:
        rows = count(f"claims?by=stance&fact={told.snow}")

        assert {row[1]: row[3] for row in rows} == {"supports": 1, "denies": 1}

    def test_count_a_claim_with_two_stances_for_each(
        self, client: TestClient, told: Told, count: Count
    ) -> None:
        both = [
            {"fact_id": told.rain, "stance": "hedges_for"},
            {"fact_id": told.snow, "stance": "no_evidence"},
        ]
        printed(client, said("I", speaker(told.ann), stances=both), published=day(2))

        rows = count("claims?by=stance&to=2022-03-03")

        assert {row[1]: row[3] for row in rows} == {"hedges_for": 1, "no_evidence": 1}

    def test_do_not_count_a_deleted_stance(
        self, client: TestClient, told: Told, count: Count
    ) -> None:
        (claim,) = client.get(f"{API}/claims?q=g&act=denial").json()["data"]
        path = f"{API}/claims/{claim['id']}/stances/{told.snow}?reason=misread"
        assert client.delete(path, headers={"if-match": '"v1"'}).is_success

        rows = count(f"claims?by=stance&fact={told.snow}")

        assert {row[1]: row[3] for row in rows} == {"supports": 1}

    def test_of_equal_size_are_sorted_by_name(
        self, client: TestClient, told: Told, count: Count
    ) -> None:
        for name in ("Zeta", "Alpha", "Mu"):
            printed(
                client,
                said("I", speaker(told.ann)),
                outlet={"name": name},
                published=day(2),
            )

        rows = count("claims?by=outlet&to=2022-03-03")

        assert [row[2] for row in rows] == ["Alpha", "Mu", "Zeta"]


class TestTop:
    @pytest.mark.usefixtures("told")
    @pytest.mark.parametrize("by", ["outlet", "source"])
    @pytest.mark.parametrize("bucket", ["", "&bucket=day"])
    def test_sums_up_the_other_series(
        self, client: TestClient, count: Count, by: str, bucket: str
    ) -> None:
        for number in range(5):
            cast = [{"kind": "person", "name": f"P{one}"} for one in range(number + 1)]
            steps = [{"position": 1, "source": one, "relation": "said"} for one in cast]
            printed(
                client,
                *(said(f"I{n}", *steps) for n in range(number + 1)),
                outlet={"name": f"Outlet {number}"},
                published=day(number + 1),
            )

        whole = count(f"claims?by={by}&top=100{bucket}")
        few = count(f"claims?by={by}&top=2{bucket}")

        assert sum(row[3] for row in few) == sum(row[3] for row in whole)
        named = {row[2] for row in few if row[1] is not None}
        sums: dict[Any, int] = {}
        for row in whole:
            if row[1] is not None:
                sums[row[2]] = sums.get(row[2], 0) + row[3]
        assert len(named) == 2
        assert min(sums[name] for name in named) >= max(
            n for name, n in sums.items() if name not in named
        )
        others = {row[2] for row in few if row[1] is None and "other" in row[2]}
        assert others == {f"5 other {by}s"}

    def test_names_a_single_other_series_in_the_singular(
        self, told: Told, count: Count
    ) -> None:
        assert count("claims?by=outlet&top=1") == [
            (None, told.cnn, "CNN", 5),
            (None, None, "1 other outlet", 2),
            (None, None, "no outlet", 1),
        ]

    def test_breaks_ties_by_order_of_recording(
        self, client: TestClient, told: Told, count: Count
    ) -> None:
        for name in ("Zeta", "Alpha"):
            printed(
                client,
                said("I", speaker(told.ann)),
                outlet={"name": name},
                published=day(2),
            )

        rows = count("claims?by=outlet&to=2022-03-03&top=1")

        assert [row[2] for row in rows] == ["1 other outlet", "Zeta"]


class TestAsOf:
    @pytest.mark.usefixtures("told")
    def test_counts_claims_published_by_that_time(
        self, client: TestClient, count: Count
    ) -> None:
        printed(
            client,
            said("I", unnamed("a spy"), said=day(2), language="uk"),
            published=day(30),
        )

        assert count("claims?as_of=2022-03-21")[0][3] == 5
        assert count("claims?as_of=2022-03-20") == []
        assert count("claims?language=uk&as_of=2022-03-29") == []
        assert count("claims?language=uk&as_of=2022-03-30")[0][3] == 1
        assert count("claims?by=source&as_of=2022-03-21")[0][2:] == (
            "2 separate unnamed sources",
            2,
        )
