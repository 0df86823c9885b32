from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match, the_error, walk
from tests.api.conftest import Make

pytestmark = pytest.mark.portable

CLAIMS = f"{API}/claims"
Keep = Callable[[Any], Any]
UNKNOWN = {"from": None, "to": None, "precision": None, "text": None}


@pytest.fixture
def keep(make_claim: Make) -> Keep:
    """Return the stored date of a claim that was sent with a date."""

    def said(date: Any) -> Any:
        return make_claim(said=date)["said"]

    return said


class TestPrecision:
    @pytest.mark.parametrize(
        ("precision", "start", "end"),
        [
            ("second", "2022-03-21T09:30:15Z", "2022-03-21T09:30:16Z"),
            ("minute", "2022-03-21T09:30:00Z", "2022-03-21T09:31:00Z"),
            ("hour", "2022-03-21T09:00:00Z", "2022-03-21T10:00:00Z"),
            ("day", "2022-03-21T00:00:00Z", "2022-03-22T00:00:00Z"),
            ("month", "2022-03-01T00:00:00Z", "2022-04-01T00:00:00Z"),
            ("quarter", "2022-10-01T00:00:00Z", "2023-01-01T00:00:00Z"),
            ("year", "2022-01-01T00:00:00Z", "2023-01-01T00:00:00Z"),
            ("year", "2015-01-01T00:00:00Z", "2023-01-01T00:00:00Z"),
        ],
    )
    def test_accepts_intervals_that_match_the_precision(
        self, keep: Keep, precision: str, start: str, end: str
    ) -> None:
        date = {"from": start, "to": end, "precision": precision, "text": "then"}

        assert keep(date) == date

    @pytest.mark.parametrize(
        ("precision", "inside"),
        [
            ("second", "2022-03-21T09:30:15.5Z"),
            ("second", "2022-03-21T09:30:15.000001Z"),
            ("minute", "2022-03-21T09:30:15Z"),
            ("hour", "2022-03-21T09:30:00Z"),
            ("day", "2022-03-21T09:00:00Z"),
            ("day", "2022-03-21T01:00:00+03:00"),
            ("month", "2022-03-02"),
            ("quarter", "2022-03-01"),
            ("quarter", "2022-12-01"),
            ("year", "2022-02-01"),
        ],
    )
    @pytest.mark.parametrize("end", ["from", "to"])
    def test_refuses_ends_that_do_not_match_the_precision(
        self,
        client: TestClient,
        claim_body: Json,
        precision: str,
        inside: str,
        end: str,
    ) -> None:
        said = {end: inside, "precision": precision}

        answer = client.post(CLAIMS, json=claim_body | {"said": said})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/said"

    @pytest.mark.parametrize("month", ["01", "04", "07", "10"])
    def test_accepts_the_starts_of_quarters(self, keep: Keep, month: str) -> None:
        said = keep({"from": f"2022-{month}-01", "precision": "quarter"})

        assert said["from"] == f"2022-{month}-01T00:00:00Z"

    def test_accepts_any_instant_without_a_precision(self, keep: Keep) -> None:
        said = keep({"from": "2022-03-21T09:30:15.123456Z"})

        assert said == UNKNOWN | {"from": "2022-03-21T09:30:15.123456Z"}

    @pytest.mark.parametrize(
        "said",
        [
            {"precision": "day"},
            {"precision": "day", "text": "on Monday"},
            {"precision": "day", "from": None, "to": None},
        ],
    )
    def test_is_refused_without_an_end(
        self, client: TestClient, claim_body: Json, said: Json
    ) -> None:
        answer = client.post(CLAIMS, json=claim_body | {"said": said})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/said"


class TestInterval:
    @pytest.mark.parametrize(
        "said",
        [
            {"from": "2022-03-22", "to": "2022-03-21"},
            {"from": "2022-03-21", "to": "2022-03-21"},
            {"from": "2022-03-21", "to": "2022-03-21T00:00:00Z"},
            {"from": "2022-03-21T01:00:00+03:00", "to": "2022-03-20T22:00:00Z"},
        ],
    )
    def test_is_refused_unless_it_begins_before_it_ends(
        self, client: TestClient, claim_body: Json, said: Json
    ) -> None:
        answer = client.post(CLAIMS, json=claim_body | {"said": said})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/said"

    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ({"from": "2022-03-21"}, {"from": "2022-03-21T00:00:00Z"}),
            ({"to": "2022-03-21"}, {"to": "2022-03-21T00:00:00Z"}),
            (
                {"to": "2022-04-01", "precision": "month", "text": "until March"},
                {
                    "from": "2022-03-01T00:00:00Z",
                    "to": "2022-04-01T00:00:00Z",
                    "precision": "month",
                    "text": "until March",
                },
            ),
            ({"text": "the other day"}, {"text": "the other day"}),
        ],
    )
    def test_can_be_open_or_have_only_words(
        self, keep: Keep, said: Json, kept: Json
    ) -> None:
        assert keep(said) == UNKNOWN | kept

    @pytest.mark.parametrize("said", [None, {}, UNKNOWN])
    def test_is_null_if_nothing_is_known(self, keep: Keep, said: Any) -> None:
        assert keep(said) is None

    def test_filters_do_not_match_dates_with_only_words(
        self, client: TestClient, make_claim: Make
    ) -> None:
        make_claim(said={"text": "recently"})

        for query in ("said_from=2000-01-01", "said_to=2100-01-01"):
            assert walk(client, f"/claims?{query}") == []

    def test_is_half_open(self, client: TestClient, make_claim: Make) -> None:
        day = {"from": "2022-03-21", "to": "2022-03-22", "precision": "day"}
        make_claim(said=day)

        assert walk(client, "/claims?said_from=2022-03-22") == []
        assert walk(client, "/claims?said_to=2022-03-21") == []
        assert walk(client, "/claims?said_from=2022-03-21T23:59:59.999999Z")

    @pytest.mark.parametrize("text", ["in March", None])
    def test_can_be_replaced(
        self, client: TestClient, make_claim: Make, text: str | None
    ) -> None:
        day = {"from": "2022-03-21", "to": "2022-03-22", "precision": "day"}
        claim = make_claim(said=day | {"text": "on Monday"})
        since = {"from": "2022-03-01T00:00:00Z", "to": None}
        said = since | {"precision": None, "text": text}

        path = f"{CLAIMS}/{claim['id']}"
        answer = client.patch(path, json={"said": said}, headers=if_match(claim))

        assert answer.json()["said"] == said
        assert client.get(path).json()["said"] == said


class TestInstant:
    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("2022-03-21", "2022-03-21T00:00:00Z"),
            ("2022-03-21T09:30Z", "2022-03-21T09:30:00Z"),
            ("2022-03-21T09:30+05:30", "2022-03-21T04:00:00Z"),
            ("2022-03-21T09:30:15Z", "2022-03-21T09:30:15Z"),
            ("2022-03-21T09:30:15.5Z", "2022-03-21T09:30:15.500000Z"),
            ("2022-03-21T09:30:15+03:00", "2022-03-21T06:30:15Z"),
            ("2022-03-21T23:30:15-05:30", "2022-03-22T05:00:15Z"),
            ("2020-02-29", "2020-02-29T00:00:00Z"),
            ("0001-01-01T00:00:00.000001Z", "0001-01-01T00:00:00.000001Z"),
            ("0988-01-01", "0988-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999998Z", "9999-12-31T23:59:59.999998Z"),
        ],
    )
    def test_is_stored_in_utc(self, make_claim: Make, sent: str, kept: str) -> None:
        assert make_claim(about={"from": sent})["about"]["from"] == kept

    @pytest.mark.parametrize(
        "value",
        [
            "",
            "yesterday",
            "2022",
            "2022-03",
            "2022-3-21",
            "20220321",
            "2022-W12-1",
            "2022-02-30",
            "2022-13-01",
            "0000-01-01",
            "0001-01-01",  # to a driver it is minus infinity
            "9999-12-31T23:59:59.999999Z",
            "10000-01-01",
            "-0001-01-01",
            "2022-03-21 09:30:15",
            "2022-03-21T09:30",
            "2022-03-21T09:30:15",
            "2022-03-21T25:00:00Z",
            "2022-03-21T09:30:60Z",
            "2022-03-21T09:30:15.1234567Z",
            "2022-03-21T09:30:15+0300",
            "2022-03-21T09:30:15z",
            "2022-03-21T09:30:15+25:00",
            " 2022-03-21",
            "2022-03-21\n",
            "\uff12\uff10\uff12\uff12-03-21",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
            1647820800,
            True,
            [],
        ],
    )
    def test_invalid_values_are_refused(
        self, client: TestClient, claim_body: Json, value: Any
    ) -> None:
        answer = client.post(CLAIMS, json=claim_body | {"said": {"from": value}})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/said/from"


class TestShape:
    @pytest.mark.parametrize(
        ("said", "pointer"),
        [
            ("on Monday", "/said"),
            (20220321, "/said"),
            ([], "/said"),
            ({"at": "2022-03-21"}, "/said/at"),
            ({"from_": "2022-03-21"}, "/said/from_"),
            ({"from": "2022-03-21", "precision": "week"}, "/said/precision"),
            ({"text": ""}, "/said/text"),
            ({"text": "x" * 501}, "/said/text"),
            ({"text": 5}, "/said/text"),
        ],
    )
    def test_points_at_the_error(
        self, client: TestClient, claim_body: Json, said: Any, pointer: str
    ) -> None:
        answer = client.post(CLAIMS, json=claim_body | {"said": said})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer

    @pytest.mark.parametrize("name", ["said", "about"])
    def test_is_the_same_in_claims_and_articles(
        self, make_claim: Make, make_article: Make, name: str
    ) -> None:
        date = {
            "from": "2022-03-21T00:00:00Z",
            "to": "2022-03-22T00:00:00Z",
            "precision": "day",
            "text": "on Monday",
        }

        assert make_claim(**{name: date})[name] == date
        assert make_article(published=date)["published"] == date


class TestPatch:
    MONDAY = {
        "from": "2022-03-21T00:00:00Z",
        "to": "2022-03-22T00:00:00Z",
        "precision": "day",
        "text": "on Monday",
    }

    @pytest.mark.parametrize(
        ("patch", "said"),
        [
            ({"text": "Monday"}, MONDAY | {"text": "Monday"}),
            ({"text": None}, MONDAY | {"text": None}),
            ({"to": None}, MONDAY),  # given again by the precision
            ({"to": None, "precision": None}, MONDAY | {"to": None, "precision": None}),
            ({"from": "2022-03-20"}, MONDAY | {"from": "2022-03-20T00:00:00Z"}),
            ({}, MONDAY),
            (None, None),
        ],
    )
    def test_merges_into_the_stored_date(
        self, client: TestClient, make_claim: Make, patch: Any, said: Any
    ) -> None:
        claim = make_claim(said=self.MONDAY)

        answer = client.patch(
            f"{CLAIMS}/{claim['id']}", json={"said": patch}, headers=if_match(claim)
        )

        assert answer.json()["said"] == said

    @pytest.mark.parametrize(
        "patch",
        [
            {"from": "2022-03-22"},
            {"precision": "month"},
            {"from": None, "to": None},
        ],
    )
    def test_refuses_changes_that_make_an_invalid_date(
        self, client: TestClient, make_claim: Make, patch: Json
    ) -> None:
        claim = make_claim(said=self.MONDAY)
        path = f"{CLAIMS}/{claim['id']}"

        answer = client.patch(path, json={"said": patch}, headers=if_match(claim))

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/said"
        assert client.get(path).json()["said"] == self.MONDAY

    def test_merges_dates_of_articles_and_affiliations(
        self, client: TestClient, make_article: Make, source: Json
    ) -> None:
        article = make_article(title="Dated", published=self.MONDAY)
        path = f"{API}/sources/{source['id']}/affiliations"
        tie = {"relation": "works_for", "organisation": {"name": "NATO"}}
        made = client.post(path, json=tie | {"held": self.MONDAY})

        published = client.patch(
            f"{API}/articles/{article['id']}",
            json={"published": {"text": "x"}},
            headers=if_match(article),
        )
        held = client.patch(
            f"{path}/{made.json()['id']}",
            json={"held": {"text": "x"}},
            headers={"if-match": made.headers["etag"]},
        )

        assert published.json()["published"] == self.MONDAY | {"text": "x"}
        assert held.json()["held"] == self.MONDAY | {"text": "x"}
