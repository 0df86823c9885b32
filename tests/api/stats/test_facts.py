"""Counts of facts, compared with a record counted by hand (``facts``)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.schemas.stats import FactStatsParams
from tests.api.bodies import API, Json, the_error
from tests.api.conftest import CountingReader
from tests.api.stats.conftest import Count, made
from tests.emptying import Once, empty

pytestmark = pytest.mark.every_case

CRITERIA = {"resolution_criteria": "The record says so."}


def held(client: TestClient, fact_id: int, verdict: str, **values: Any) -> None:
    made(
        client,
        f"facts/{fact_id}/assessments?reason=x",
        verdict=verdict,
        **{"as_of": "2022-04-01", **values},
    )


def settled(client: TestClient, fact_id: int, value: str, known_at: str) -> None:
    path = f"{API}/facts/{fact_id}"
    version = client.get(path).json()["version"]
    answer = client.put(
        f"{path}/outcome?reason=x",
        json={"value": value, "known_at": known_at},
        headers={"if-match": f'"v{version}"'},
    )
    assert answer.is_success, answer.text


@pytest.fixture(autouse=True)
def quiet(noise: None, engine: Engine) -> None:
    """Only the counted records: the noise contains another fact."""
    assert noise is None  # it is there, and goes
    empty(engine)


@pytest.fixture
def facts(client: TestClient, once: Once) -> list[int]:
    return once("facts", lambda: _facts(client))


def _facts(client: TestClient) -> list[int]:
    """Six facts; another is withdrawn, and one more is merged into the first.

    | | kind     | opens    | resolves | outcome known | held          | state        |
    |-|----------|----------|----------|---------------|---------------|--------------|
    |0| forecast | 1 March  | 1 June   | yes, 2 May    | true          | happened     |
    |1| forecast | 2 March  | 1 June   | no, 1 June    |               | did_not_…    |
    |2| forecast | 1 April  | 2 June   |               | true, by two  | held_true    |
    |3| event    | 1 April  |          |               | true, false   | contested    |
    |4| state    |          | 2 July   |               |               | due          |
    |5| event    |          |          |               |               | open         |
    """
    opens = ["2022-03-01", "2022-03-02", "2022-04-01", "2022-04-01", None, None]
    resolves = ["2022-06-01", "2022-06-01", "2022-06-02", None, "2022-07-02", None]
    kinds = ["forecast", "forecast", "forecast", "event", "state", "event"]
    bodies: list[Json] = [
        {"statement": f"Fact {n}.", "kind": kind, "opens_at": a, "resolves_by": b}
        for n, (kind, a, b) in enumerate(zip(kinds, opens, resolves, strict=True))
    ]
    ids = [made(client, "facts", **body, **CRITERIA) for body in bodies]
    desk = made(client, "sources", name="Desk", kind="organisation")
    held(client, ids[0], "true")
    held(client, ids[2], "true")
    held(client, ids[2], "true", assessor_id=desk)
    held(client, ids[3], "false", as_of="2022-04-01")
    held(client, ids[3], "true", as_of="2022-04-01", assessor_id=desk)
    settled(client, ids[0], "yes", "2022-05-02T12:00:00Z")
    settled(client, ids[1], "no", "2022-06-01")
    gone = made(client, "facts", statement="Gone.", kind="event")
    path = f"{API}/facts/{gone}"
    assert client.delete(path, headers={"if-match": '"v1"'}).status_code == 204
    merged = made(client, "facts", statement="Merged.", kind="other")
    answer = client.post(
        f"{API}/facts/{merged}/merge?reason=x",
        json={"merged_into_id": ids[0]},
        headers={"if-match": '"v1"'},
    )
    assert answer.is_success, answer.text
    return ids


class TestSeries:
    @pytest.mark.usefixtures("facts")
    def test_without_by_there_is_one_series(self, count: Count) -> None:
        assert count("facts") == [(None, None, "facts", 6)]

    @pytest.mark.usefixtures("facts")
    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            (
                "state",
                {
                    "happened": 1,
                    "did_not_happen": 1,
                    "held_true": 1,
                    "contested": 1,
                    "due": 1,
                    "open": 1,
                },
            ),
            ("kind", {"forecast": 3, "event": 2, "state": 1}),
            ("outcome", {"none": 4, "no": 1, "yes": 1}),
            ("verdict", {"true": 3, "false": 1}),
        ],
    )
    def test_group_facts_by_the_requested_field(
        self, count: Count, by: str, expected: dict[str, int]
    ) -> None:
        rows = count(f"facts?by={by}")

        assert {row[1]: row[3] for row in rows} == expected
        assert [row[3] for row in rows] == sorted(expected.values(), reverse=True)
        assert [row[2] for row in rows] == [row[1] for row in rows]

    def test_of_states_have_one_row_for_each_state(
        self, client: TestClient, facts: list[int], count: Count
    ) -> None:
        """A state has several codes, but its facts form one row."""
        held(client, facts[4], "mixed")
        held(client, facts[5], "contested")

        rows = count("facts?by=state&bucket=year")

        assert {row[1]: row[3] for row in rows} == {
            "contested": 3,
            "happened": 1,
            "did_not_happen": 1,
            "held_true": 1,
        }

    def test_of_states_agree_with_the_list(
        self, client: TestClient, facts: list[int], count: Count
    ) -> None:
        listed = client.get(f"{API}/facts?limit=100").json()["data"]
        states = [fact["state"] for fact in listed]

        rows = count("facts?by=state")

        assert len(states) == len(facts)
        assert {row[1]: row[3] for row in rows} == {s: states.count(s) for s in states}

    def test_of_verdicts_count_the_last_verdict_of_each_assessor(
        self, client: TestClient, facts: list[int], count: Count
    ) -> None:
        held(client, facts[0], "mostly_false", as_of="2022-05-01")

        rows = count("facts?by=verdict")

        assert {row[1]: row[3] for row in rows} == {
            "true": 2,
            "false": 1,
            "mostly_false": 1,
        }


class TestTime:
    @pytest.mark.usefixtures("facts")
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("time=opens&bucket=month", [("2022-03", 2), ("2022-04", 2)]),
            (
                "time=opens&bucket=month&from=2022-03-02",
                [("2022-03", 1), ("2022-04", 2)],
            ),
            ("time=resolves&bucket=month", [("2022-06", 3), ("2022-07", 1)]),
            ("time=resolves&bucket=day&to=1654128000000", [("2022-06", 2)]),
            ("time=known&bucket=week", [("2022-05", 1), ("2022-05", 1)]),
            (
                "time=known&bucket=month&fill=zero&from=2022-04-01&to=2022-08-01",
                [("2022-04", 0), ("2022-05", 1), ("2022-06", 1), ("2022-07", 0)],
            ),
        ],
    )
    def test_is_the_requested_one(
        self, count: Count, query: str, expected: list[tuple[str, int]]
    ) -> None:
        rows = count(f"facts?{query}")

        assert [(row[0][:7], row[3]) for row in rows] == expected

    def test_is_the_time_of_recording_by_default(
        self, client: TestClient, facts: list[int], count: Count
    ) -> None:
        recorded = client.get(f"{API}/facts/{facts[0]}").json()["created_at"]

        ((time, *_, n),) = count("facts?bucket=year")

        assert (time[:4], n) == (recorded[:4], 6)


class TestAsOf:
    @pytest.mark.usefixtures("facts")
    def test_counts_states_known_at_that_time(self, count: Count) -> None:
        rows = count("facts?by=state&as_of=2022-04-30")

        assert {row[1]: row[3] for row in rows} == {
            "open": 1,
            "held_true": 2,
            "contested": 1,
        }

    @pytest.mark.usefixtures("facts")
    def test_counts_verdicts_given_by_that_time(self, count: Count) -> None:
        rows = count("facts?by=verdict&as_of=2022-04-30")

        assert {row[1]: row[3] for row in rows} == {"true": 3, "false": 1}

    def test_counts_nothing_before_the_first_record(self, count: Count) -> None:
        assert count("facts?as_of=2020-01-01") == []
        assert count("facts?by=state&as_of=2020-01-01") == []

    @pytest.mark.usefixtures("facts")
    def test_counts_outcomes_only_after_they_were_known(self, count: Count) -> None:
        rows = count("facts?time=known&bucket=day&as_of=2022-05-31")

        assert [row[0] for row in rows] == ["2022-05-02T00:00:00Z"]


class TestFilters:
    @pytest.mark.usefixtures("facts")
    @pytest.mark.parametrize(
        "query",
        [
            "q=fact+3",
            "status=due,open",
            "status=held_true&verdict=true",
            "verdict=true",
            "outcome=none",
            "outcome=yes,no",
            "kind=forecast&kind=event",
            "due=overdue",
            "due=overdue&kind=state",
        ],
    )
    def test_apply_like_those_of_the_list(
        self, client: TestClient, count: Count, query: str
    ) -> None:
        listed = client.get(f"{API}/facts?{query}&include=total").json()["total"]

        assert listed
        for by in ("", "&by=state", "&by=kind", "&by=outcome", "&bucket=year"):
            rows = count(f"facts?{query}{by}")
            assert sum(row[3] for row in rows) == listed

    @pytest.mark.usefixtures("facts")
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("verdict=false", {"true": 1, "false": 1}),  # of the one held to be both
            ("verdict=true&outcome=yes", {"true": 1}),
        ],
    )
    def test_select_facts_of_which_all_verdicts_are_counted(
        self, count: Count, query: str, expected: dict[str, int]
    ) -> None:
        rows = count(f"facts?{query}&by=verdict")

        assert {row[1]: row[3] for row in rows} == expected

    def test_all_expected_filters_are_parameters(self) -> None:
        known = FactStatsParams.model_fields.keys()

        assert {"q", "status", "verdict", "outcome", "kind", "due", "as_of"} <= known


class TestAnswer:
    @pytest.mark.parametrize("by", ["", "by=state", "by=verdict"])
    def test_is_empty_for_an_empty_record(self, count: Count, by: str) -> None:
        assert count(f"facts?{by}") == count(f"facts?bucket=day&{by}") == []

    @pytest.mark.usefixtures("facts")
    def test_needs_one_query(self, client: TestClient, reader: CountingReader) -> None:
        paths = ["/stats/facts?q=none", "/stats/facts?by=state&bucket=day"]

        assert reader.counts(client, *paths) == [1, 1]

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ("by=source", "by"),
            ("time=dated", "time"),
            ("bucket=hour", "bucket"),
            ("top=3", "top"),
            ("status=unknown", "status"),
            ("due=soon", "due"),
            ("to=never", "to"),
            ("as_of=2999-01-01", "as_of"),
        ],
    )
    def test_names_the_invalid_parameter(
        self, client: TestClient, query: str, parameter: str
    ) -> None:
        answer = client.get(f"{API}/stats/facts?{query}")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == parameter
