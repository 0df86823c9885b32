"""Dates in patches, and the computed dates of claims."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, if_match, said_by, the_error, walk
from tests.api.conftest import Make
from tests.api.dated import DAY, LOCAL, ONE_END, WRITTEN, YEAR, of

pytestmark = pytest.mark.portable


class TestPatch:
    @pytest.fixture
    def change(self, client: TestClient, make_claim: Make) -> Callable[[Any, Any], Any]:
        def change(before: Any, patch: Any) -> Any:
            claim = make_claim(said=before)
            path = f"{API}/claims/{claim['id']}"
            body = {"said": patch}
            answer = client.patch(path, json=body, headers=if_match(claim))
            assert answer.status_code == 200, answer.text
            assert client.get(path).json()["said"] == answer.json()["said"]
            return answer.json()["said"]

        return change

    @pytest.mark.parametrize(("date", "kept"), WRITTEN)
    def test_replaces_a_date_with_a_string(
        self, change: Any, date: str, kept: Json
    ) -> None:
        before = {"from": "2022-03-01", "text": "on Monday"}

        assert change(before, date) == kept

    @pytest.mark.parametrize(("start", "end", "precision", "kept"), LOCAL)
    def test_accepts_local_dates(
        self, change: Any, start: Any, end: Any, precision: str, kept: Json
    ) -> None:
        date = {"from": start, "to": end, "precision": precision}

        assert change("2022-03-19", date) == kept

    def test_accepts_an_hour_in_another_zone(self, change: Any) -> None:
        kept = of("2022-03-20T14:30", "2022-03-20T15:30", "hour")

        assert change("2022-03-19", "2022-03-20T20+05:30") == kept

    @pytest.mark.parametrize(("date", "kept"), ONE_END)
    def test_replaces_both_ends_by_one_end_with_a_precision(
        self, change: Any, date: Json, kept: Json
    ) -> None:
        assert change(DAY | {"text": "x"}, date) == kept | {"text": "x"}

    @pytest.mark.parametrize(
        ("before", "patch", "kept"),
        [
            ("2022-03-20", {"to": "2022-03-22T00:00-04:00"}, "2022-03-22T00:00:00Z"),
            ("2022-03-20", {"to": None}, "2022-03-21T00:00:00Z"),
            ("2022-03-20", {"precision": None}, "2022-03-21T00:00:00Z"),
            ({"from": "2022-03-01"}, {"precision": "month"}, "2022-04-01T00:00:00Z"),
            (
                {"from": "2022-03-01"},
                {"to": "2022-03-20T20:00Z"},
                "2022-03-20T20:00:00Z",
            ),
            ("2022-03-20T20+05:30", {"text": "then"}, "2022-03-20T15:30:00Z"),
            (
                "2022-03-20T20+05:30",
                {"to": "2022-03-20T22:00+05:30"},
                "2022-03-20T16:30:00Z",
            ),
            ("2022-03-20T20+05:30", {"precision": "minute"}, "2022-03-20T15:30:00Z"),
        ],
    )
    def test_uses_the_stored_date_for_fields_that_are_not_sent(
        self, change: Any, before: Any, patch: Json, kept: str
    ) -> None:
        assert change(before, patch)["to"] == kept

    @pytest.mark.parametrize(
        ("before", "patch", "message"),
        [
            ("2022-03-20", {"from": "2022-03-22"}, "from must be before to"),
            ("2022-03-20", {"precision": "month"}, "first instant of one month"),
            ("2022-03-20", {"to": "2022-03-22T09:00Z"}, "first instant of one day"),
            ("2022-03-20T20+05:30", {"to": "2022-03-20T16:00Z"}, "whole hours apart"),
            ({"text": "lately"}, {"precision": "day"}, "precision needs from or to"),
        ],
    )
    def test_refuses_changes_that_make_an_invalid_date(
        self,
        client: TestClient,
        make_claim: Make,
        before: Any,
        patch: Json,
        message: str,
    ) -> None:
        claim = make_claim(said=before)
        path = f"{API}/claims/{claim['id']}"

        answer = client.patch(path, json={"said": patch}, headers=if_match(claim))

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/said"
        assert message in the_error(answer)["message"]
        assert client.get(path).json()["said"] == claim["said"]

    def test_accepts_strings_for_articles_and_affiliations(
        self, client: TestClient, make_article: Make, source: Json
    ) -> None:
        article = make_article(title="Dated", published="2022")
        path = f"{API}/sources/{source['id']}/affiliations"
        tie = {"relation": "works_for", "organisation": {"name": "NATO"}}
        made = client.post(path, json=tie)

        published = client.patch(
            f"{API}/articles/{article['id']}",
            json={"published": "2022-03-20"},
            headers=if_match(article),
        )
        held = client.patch(
            f"{path}/{made.json()['id']}",
            json={"held": "2021"},
            headers={"if-match": made.headers["etag"]},
        )

        assert published.json()["published"] == DAY
        assert held.json()["held"] == YEAR


class TestDated:
    @pytest.mark.parametrize(
        ("said", "published", "at", "basis"),
        [
            ({"to": "2022-03-20"}, "2022-03-22", "2022-03-20T00:00:00Z", "said"),
            ({"from": "2022-03-20"}, "2022-03-22", "2022-03-20T00:00:00Z", "said"),
            ("2022-03", "2022-03-22", "2022-03-01T00:00:00Z", "said"),
            (None, {"to": "2022-03-22"}, "2022-03-22T00:00:00Z", "published"),
            (None, "2022-Q1", "2022-01-01T00:00:00Z", "published"),
        ],
    )
    def test_is_the_start_or_else_the_end_of_the_date(
        self,
        client: TestClient,
        make_article: Make,
        source: Json,
        said: Any,
        published: Any,
        at: str,
        basis: str,
    ) -> None:
        article = make_article(title="Dated", published=published)
        body = claim_in(article["id"], said_by(source["id"]), said=said, tags=["x"])

        claim = client.post(f"{API}/claims", json=body).json()

        assert claim["dated"] == {"at": at, "basis": basis}
        for query in (f"source={source['id']}", "tag=x", f"article={article['id']}"):
            within = f"{query}&dated_from={at}&dated_to=2022-03-22T00:00:01Z"
            assert [row["id"] for row in walk(client, f"/claims?{within}")] == [
                claim["id"]
            ]

    def test_changes_with_the_date_of_its_article(
        self, client: TestClient, make_article: Make, source: Json
    ) -> None:
        article = make_article(title="Dated", published="2022-03-22")
        steps = said_by(source["id"])
        plain = client.post(f"{API}/claims", json=claim_in(article["id"], steps))
        until = claim_in(article["id"], steps, text="No.", said={"to": "2022-03-20"})
        said = client.post(f"{API}/claims", json=until)

        client.patch(
            f"{API}/articles/{article['id']}",
            json={"published": {"from": None, "to": "2022-03-25", "precision": None}},
            headers=if_match(article),
        ).raise_for_status()

        dates = [
            client.get(f"{API}/claims/{made.json()['id']}").json()["dated"]["at"]
            for made in (plain, said)
        ]
        assert dates == ["2022-03-25T00:00:00Z", "2022-03-20T00:00:00Z"]
