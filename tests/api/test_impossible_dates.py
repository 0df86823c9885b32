"""Impossible dates: said after publication, published or captured in the future."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, if_match, said_by, the_error
from tests.api.conftest import Make
from tests.api.days import days_away

pytestmark = [pytest.mark.portable, pytest.mark.usefixtures("one_day")]


def hours_away(hours: int) -> str:
    return f"{datetime.now(UTC) + timedelta(hours=hours):%Y-%m-%dT%H:%MZ}"


def published(date: Any, **claim: Any) -> Json:
    """Return an article with one claim."""
    words = {"text": "It rained.", "form": "unattributed", "attribution": []}
    return {"title": "Rain", "published": date, "claims": [words | claim]}


TOO_LATE = [
    ("2022-03-23", "2202-03-21"),
    ("2022-03-23", "2022-03-24"),
    ("2022-03-23", "2022-04"),
    ("2022-03-23", {"from": "2022-03-24"}),
    ("2022-03", "2022-04-01"),
    ("2022-Q1", "2022-Q2"),
    ("2022-03-23T09:30Z", "2022-03-23T09:31Z"),
    ("2022-03-23", "2022-03-24T12:00Z"),
    ({"to": "2022-03-24"}, "2022-03-25"),
]
IN_TIME = [
    ("2022-03-22", "2022-03-22"),
    ("2022-03-22", "2022-03"),
    ("2022-03-22", "2022"),
    ("2022-03", "2022-03-31"),
    ("2022-03-22T09:30Z", "2022-03-22"),
    ("2022-03-22", "2022-03-22T23:59Z"),
    ("2022-03-22", "2022-03-23T03:30Z"),  # the evening of New York
    ({"from": "2022-03-22"}, "2022-03-25"),
    ("2022-03-22", {"to": "2022-03-25"}),
    (None, "2022-03-22"),
    ("2022-03-22", None),
]


class TestSaid:
    @pytest.mark.parametrize(("article", "said"), TOO_LATE)
    def test_a_date_after_publication_is_refused(
        self,
        client: TestClient,
        make_article: Make,
        source: Json,
        article: Any,
        said: Any,
    ) -> None:
        made = make_article(title="Dated", published=article)
        body = claim_in(made["id"], said_by(source["id"]), said=said)

        answer = client.post(f"{API}/claims", json=body)

        assert answer.status_code == 422
        error = the_error(answer)
        assert error["pointer"] == "/said"
        assert error["message"].startswith("said must not be after the article was")
        assert 'like "2022-03' in error["message"] or "2022-Q1" in error["message"]
        assert '"about"' in error["message"]

    @pytest.mark.parametrize(("article", "said"), IN_TIME)
    def test_a_date_that_can_be_before_publication_is_accepted(
        self,
        client: TestClient,
        make_article: Make,
        source: Json,
        article: Any,
        said: Any,
    ) -> None:
        made = make_article(title="Dated", published=article)
        body = claim_in(made["id"], said_by(source["id"]), said=said)

        assert client.post(f"{API}/claims", json=body).status_code == 201

    def test_a_date_after_publication_is_refused_with_a_new_article(
        self, client: TestClient
    ) -> None:
        body = published("2022-03-23", said="2202-03-21")

        answer = client.post(f"{API}/articles", json=body)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/claims/0/said"
        assert client.get(f"{API}/articles?q=Rain").json()["data"] == []

    def test_a_date_after_publication_is_refused_in_a_batch(
        self, client: TestClient, make_article: Make, source: Json
    ) -> None:
        article = make_article(title="Dated", published="2022-03-23")
        right = claim_in(article["id"], said_by(source["id"]), said="2022-03-23")
        wrong = right | {"text": "No.", "said": "2202-03-21"}

        atomic, each = (
            client.post(
                f"{API}/claims/batch", json={"mode": mode, "claims": [right, wrong]}
            )
            for mode in ("atomic", "each")
        )

        made, refused = each.json()["data"]
        assert (made["status"], refused["status"]) == (201, 422)
        assert refused["problem"]["errors"][0]["pointer"] == "/said"
        assert atomic.status_code == 422
        assert the_error(atomic)["pointer"] == "/claims/1/said"

    def test_a_future_date_is_refused_in_an_article_without_a_date(
        self, client: TestClient, claim_body: Json
    ) -> None:
        answer = client.post(f"{API}/claims", json=claim_body | {"said": days_away(3)})

        assert answer.status_code == 422
        assert the_error(answer)["message"].startswith("said is later than tomorrow")

    def test_a_claim_can_be_about_the_future(self, make_claim: Make) -> None:
        claim = make_claim(about="2202-03")

        assert claim["about"]["from"] == "2202-03-01T00:00:00Z"

    def test_a_date_after_publication_is_refused_in_a_patch(
        self, client: TestClient, make_article: Make, source: Json
    ) -> None:
        article = make_article(title="Dated", published="2022-03-23")
        body = claim_in(article["id"], said_by(source["id"]))
        claim = client.post(f"{API}/claims", json=body).json()
        path = f"{API}/claims/{claim['id']}"

        answers = [
            client.patch(path, json={"said": said}, headers=if_match(claim))
            for said in ("2202-03-21", {"from": "2022-03-24", "precision": "day"})
        ]

        assert [answer.status_code for answer in answers] == [422, 422]
        assert client.get(path).json()["said"] is None

    def test_a_patch_of_other_fields_is_accepted(
        self, client: TestClient, make_claim: Make
    ) -> None:
        claim = make_claim(said="2022-03-23")

        answer = client.patch(
            f"{API}/claims/{claim['id']}", json={"note": "x"}, headers=if_match(claim)
        )

        assert answer.status_code == 200


class TestPublished:
    @pytest.mark.parametrize("days", [-1, 0, 1])
    def test_dates_up_to_tomorrow_are_accepted(
        self, make_article: Make, days: int
    ) -> None:
        article = make_article(title="New", published=days_away(days))

        assert article["published"]["precision"] == "day"

    @pytest.mark.parametrize(
        "date",
        ["2099", "9000-01-01", "{in_two_days}", {"from": "{in_two_days}T09:30Z"}],
    )
    def test_dates_after_tomorrow_are_refused(
        self, client: TestClient, date: Any
    ) -> None:
        body = json.dumps({"title": "New", "published": date})
        body = body.replace("{in_two_days}", days_away(2))

        answer = client.post(f"{API}/articles", json=json.loads(body))

        assert answer.status_code == 422
        error = the_error(answer)
        assert error["pointer"] == "/published"
        assert error["message"].startswith("published is later than tomorrow")
        assert days_away(0) in error["message"]

    def test_dates_after_tomorrow_are_refused_in_a_patch(
        self, client: TestClient, article: Json
    ) -> None:
        answer = client.patch(
            f"{API}/articles/{article['id']}",
            json={"published": "2099"},
            headers=if_match(article),
        )

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/published"

    def test_a_date_before_claims_were_said_is_refused_with_their_ids(
        self, client: TestClient, make_article: Make, source: Json
    ) -> None:
        article = make_article(title="Dated", published="2022-03-23")
        said = {"A": "2022-03-23", "B": "2022-03-22", "C": "2022-03", "D": "2022-03-23"}
        ids = {}
        for text, date in said.items():
            body = claim_in(article["id"], said_by(source["id"]), text=text, said=date)
            ids[text] = client.post(f"{API}/claims", json=body).json()["id"]
        path = f"{API}/articles/{article['id']}"

        answer = client.patch(
            path, json={"published": "2022-03-22"}, headers=if_match(article)
        )

        assert answer.status_code == 422
        error = the_error(answer)
        assert error["pointer"] == "/published"
        assert f": {ids['A']}, {ids['D']}. Correct" in error["message"]
        assert [one["id"] for one in error["candidates"]] == [ids["A"], ids["D"]]
        assert client.get(path).json()["published"] == article["published"]

    @pytest.mark.parametrize("date", ["2022-03-22", "2099"])
    def test_impossible_dates_of_a_new_text_are_refused(
        self, client: TestClient, make_article: Make, source: Json, date: str
    ) -> None:
        article = make_article(title="Dated", text="No.", published="2022-03-23")
        body = claim_in(article["id"], said_by(source["id"]), said="2022-03-23")
        client.post(f"{API}/claims", json=body).raise_for_status()
        path = f"{API}/articles/{article['id']}"

        answer = client.post(
            f"{path}/revisions", json={"text": "Yes.", "published": date}
        )

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/published"
        assert client.get(path).json()["published"] == article["published"]

    def test_a_date_before_a_withdrawn_claim_prevents_its_restoration(
        self, client: TestClient, make_article: Make, source: Json
    ) -> None:
        article = make_article(title="Dated", published="2022-03-23")
        body = claim_in(article["id"], said_by(source["id"]), said="2022-03-23")
        claim = client.post(f"{API}/claims", json=body).json()
        path = f"{API}/claims/{claim['id']}"
        client.delete(path, headers=if_match(claim)).raise_for_status()

        moved = client.patch(
            f"{API}/articles/{article['id']}",
            json={"published": "2022-03-22"},
            headers=if_match(article),
        )
        restored = client.post(f"{path}/restore?reason=x", headers={"if-match": "*"})

        assert moved.status_code == 200
        assert restored.status_code == 409
        conflict = {"resource": "article", "id": article["id"]}
        assert restored.json()["conflict"] == conflict


class TestCaptured:
    @pytest.mark.parametrize(("hours", "status"), [(1, 422), (-1, 201)])
    def test_a_future_instant_is_refused(
        self, client: TestClient, hours: int, status: int
    ) -> None:
        at = hours_away(hours)
        body = {"title": "New", "text": "It rains.", "captured_at": at}

        answer = client.post(f"{API}/articles", json=body)

        assert answer.status_code == status
        if status != 201:
            error = the_error(answer)
            assert error["pointer"] == "/captured_at"
            assert error["message"].startswith("captured_at lies in the future: send")

    @pytest.mark.parametrize(
        ("hours", "status"), [(1, 422), (200 * 365 * 24, 422), (-1, 201)]
    )
    def test_a_future_instant_of_a_revision_is_refused(
        self, client: TestClient, article: Json, hours: int, status: int
    ) -> None:
        at = hours_away(hours)
        body = {"text": "It poured.", "captured_at": at}

        answer = client.post(f"{API}/articles/{article['id']}/revisions", json=body)

        assert answer.status_code == status
        if status != 201:
            assert the_error(answer)["pointer"] == "/captured_at"
