"""When facts are due: at the end of the day that they resolve by."""

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, ids, walk
from tests.api.conftest import Make
from tests.api.days import days_away

pytestmark = [pytest.mark.every_case, pytest.mark.usefixtures("one_day")]


class TestDue:
    @pytest.mark.parametrize(
        ("days", "time", "state"),
        [
            (-1, "", "due"),
            (0, "", "open"),
            (0, "T00:00:00Z", "open"),
            (0, "T00:00:00.000001Z", "due"),
            (1, "", "open"),
        ],
    )
    def test_a_fact_is_due_after_the_day_it_resolves_by(
        self, client: TestClient, make_fact: Make, days: int, time: str, state: str
    ) -> None:
        by = f"{days_away(days)}{time}"
        fact = make_fact(statement="It will rain.", resolves_by=by)

        assert fact["state"] == state
        assert client.get(f"{API}/facts/{fact['id']}").json()["state"] == state
        assert ids(walk(client, "/facts?q=will&status=due")) == (
            [fact["id"]] if state == "due" else []
        )
        assert ids(walk(client, "/facts?q=will&due=overdue")) == (
            [fact["id"]] if state == "due" else []
        )
        assert ids(walk(client, "/facts?q=will&due=3d")) == (
            [] if state == "due" else [fact["id"]]
        )

    def test_lists_a_fact_that_resolves_today_as_due_within_a_day(
        self, client: TestClient, make_fact: Make
    ) -> None:
        fact = make_fact(statement="It will rain.", resolves_by=days_away(0))

        assert ids(walk(client, "/facts?q=will&due=1d")) == [fact["id"]]

    @pytest.mark.parametrize(
        ("as_of", "state"),
        [
            ("2022-12-30", "open"),
            ("2022-12-31", "open"),
            ("2022-12-31T00:00:00Z", "open"),
            ("2022-12-31T23:59:59.999999Z", "open"),
            ("2023-01-01T00:00:00Z", "due"),
            ("2023-01-01", "due"),
        ],
    )
    def test_depends_on_as_of(
        self, client: TestClient, make_fact: Make, as_of: str, state: str
    ) -> None:
        fact = make_fact(
            statement="It will rain.", opens_at="2022-01-01", resolves_by="2022-12-31"
        )

        shown = client.get(f"{API}/facts/{fact['id']}?as_of={as_of}").json()

        assert shown["state"] == state
        overdue = walk(client, f"/facts?due=overdue&as_of={as_of}")
        assert len(overdue) == (state == "due")
        counted = client.get(f"{API}/stats/facts?by=state&as_of={as_of}").json()
        due = [row["n"] for row in counted if row["series"] == "due"]
        assert due == ([1] if state == "due" else [])

    def test_is_the_same_with_as_of_kind_record(
        self, client: TestClient, make_fact: Make
    ) -> None:
        facts = [
            make_fact(statement=f"Until {by}.", resolves_by=by)
            for by in (days_away(-1), days_away(0))
        ]
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

        states = [
            client.get(
                f"{API}/facts/{fact['id']}?as_of={now}&as_of_kind=record"
            ).json()["state"]
            for fact in facts
        ]

        assert states == ["due", "open"]
