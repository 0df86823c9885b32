"""Dates as a person writes them: the same wherever a fuzzy date is taken."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, if_match, said_by, the_error, walk
from tests.api.conftest import Make

Keep = Callable[[Any], Any]


def of(start: str, end: str, precision: str, text: str | None = None) -> Json:
    return {
        "from": f"{start}:00Z",
        "to": f"{end}:00Z",
        "precision": precision,
        "text": text,
    }


YEAR = of("2021-01-01T00:00", "2022-01-01T00:00", "year")
QUARTER = of("2022-01-01T00:00", "2022-04-01T00:00", "quarter")
MONTH = of("2022-03-01T00:00", "2022-04-01T00:00", "month")
DAY = of("2022-03-20T00:00", "2022-03-21T00:00", "day")
MINUTE = of("2022-03-20T09:30", "2022-03-20T09:31", "minute")
WRITTEN = [
    ("2021", YEAR),
    ("2022-Q1", QUARTER),
    ("2022-03", MONTH),
    ("2022-03-20", DAY),
    ("2022-03-20T09Z", of("2022-03-20T09:00", "2022-03-20T10:00", "hour")),
    ("2022-03-20T09:30Z", MINUTE),
    ("2022-03-20T15:00+05:30", MINUTE),
    (
        "2022-03-20T05:30:15.5-04:00",
        {
            "from": "2022-03-20T09:30:15Z",
            "to": "2022-03-20T09:30:16Z",
            "precision": "second",
            "text": None,
        },
    ),
]
ONE_END = [
    ({"from": "2021-01-01", "precision": "year"}, YEAR),
    ({"to": "2022-01-01", "precision": "year"}, YEAR),
    ({"from": "2022-01-01", "precision": "quarter"}, QUARTER),
    ({"to": "2022-04-01", "precision": "month"}, MONTH),
    ({"from": "2022-03-20", "precision": "day"}, DAY),
    ({"to": "2022-03-21", "precision": "day", "from": None}, DAY),
    ({"from": "2022-03-20T09:30Z", "precision": "minute"}, MINUTE),
    ({"to": "2022-03-20T15:01+05:30", "precision": "minute"}, MINUTE),
]
LOCAL = [
    ("2022-03-20T00:00-04:00", "2022-03-21T00:00-04:00", "day", DAY),
    ("2022-03-20T00:00:00+14:00", "2022-03-21T00:00:00+14:00", "day", DAY),
    ("2022-03-20T00:00+05:30", None, "day", DAY),
    (None, "2022-03-21T00:00-12:00", "day", DAY),
    ("2022-03-01T00:00-05:00", "2022-04-01T00:00-04:00", "month", MONTH),
    ("2022-01-01T00:00-05:00", "2022-04-01T00:00-04:00", "quarter", QUARTER),
    ("2021-01-01T00:00+03:00", "2022-01-01T00:00+03:00", "year", YEAR),
    (
        "2022-03-20T20:00+05:30",
        "2022-03-20T21:00+05:30",
        "hour",
        of("2022-03-20T14:30", "2022-03-20T15:30", "hour"),
    ),
    (
        "2022-03-20T20:00:00+05:45",
        None,
        "hour",
        of("2022-03-20T14:15", "2022-03-20T15:15", "hour"),
    ),
]


def article_published(client: TestClient, date: Any) -> Any:
    body = {"title": "Dated", "published": date}
    return client.post(f"{API}/articles", json=body).json()["published"]


def claim_said(client: TestClient, date: Any) -> Any:
    return _claim(client, said=date)["said"]


def claim_about(client: TestClient, date: Any) -> Any:
    return _claim(client, about=date)["about"]


def _claim(client: TestClient, **dates: Any) -> Json:
    article = client.post(f"{API}/articles", json={"title": "Undated"}).json()
    unattributed = {"form": "unattributed", "text": "It rained."}
    body = {"article_id": article["id"], "attribution": [], **unattributed, **dates}
    claim: Json = client.post(f"{API}/claims", json=body).json()
    return claim


def claim_of_a_batch(client: TestClient, date: Any) -> Any:
    article = client.post(f"{API}/articles", json={"title": "Undated"}).json()
    claims = [
        claim_in(article["id"], [], form="unattributed", text=text, said=date)
        for text in ("It rained.", "It snowed.")
    ]
    body = {"mode": "each", "claims": claims}
    results = client.post(f"{API}/claims/batch", json=body).json()["data"]
    first, second = (result["claim"]["said"] for result in results)
    assert first == second
    return first


def claim_with_its_article(client: TestClient, date: Any) -> Any:
    claim = {"form": "unattributed", "text": "It rained.", "attribution": []}
    body = {"title": "Whole", "published": date, "claims": [claim | {"about": date}]}
    article = client.post(f"{API}/articles", json=body).json()
    (row,) = client.get(f"{API}/articles/{article['id']}/claims").json()["data"]
    about = client.get(f"{API}/claims/{row['id']}").json()["about"]
    assert about == article["published"]
    return about


def affiliation_held(client: TestClient, date: Any) -> Any:
    source = client.post(f"{API}/sources", json={"name": "Ann", "kind": "person"})
    path = f"{API}/sources/{source.json()['id']}/affiliations"
    tie = {"relation": "works_for", "organisation": {"name": "NATO"}, "held": date}
    return client.post(path, json=tie).json()["held"]


def affiliation_of_a_new_source(client: TestClient, date: Any) -> Any:
    tie = {"relation": "works_for", "organisation": {"name": "NATO"}, "held": date}
    body = {"name": "Ann", "kind": "person", "affiliations": [tie]}
    source = client.post(f"{API}/sources", json=body).json()
    return source["affiliations"][0]["held"]


def affiliation_of_a_speaker(client: TestClient, date: Any) -> Any:
    tie = {"relation": "works_for", "organisation": {"name": "NATO"}, "held": date}
    source = {"name": "Ann", "kind": "person", "affiliations": [tie]}
    step = {"position": 1, "relation": "said", "source": source}
    claim = {"form": "direct_quote", "text": "It rained.", "attribution": [step]}
    body = {"title": "Whole", "claims": [claim]}
    made = client.post(f"{API}/articles", json=body).json()["created"]
    ids = [one["id"] for one in made if one["resource"] == "source"]
    shown = [client.get(f"{API}/sources/{source_id}").json() for source_id in ids]
    (held,) = [tie["held"] for one in shown for tie in one["affiliations"]]
    return held


def outcome_occurred(client: TestClient, date: Any) -> Any:
    fact = client.post(f"{API}/facts", json={"statement": "It will rain."}).json()
    body = {"value": "yes", "known_at": "2022-05-01", "occurred": date}
    path = f"{API}/facts/{fact['id']}/outcome?reason=seen"
    return client.post(path, json=body).json()["occurred"]


PLACES = [
    article_published,
    claim_said,
    claim_about,
    claim_of_a_batch,
    claim_with_its_article,
    affiliation_held,
    affiliation_of_a_new_source,
    affiliation_of_a_speaker,
    outcome_occurred,
]
places = pytest.mark.parametrize("place", PLACES)


class TestString:
    @places
    @pytest.mark.parametrize(("date", "kept"), WRITTEN)
    def test_is_taken_wherever_a_date_is(
        self, client: TestClient, place: Any, date: str, kept: Json
    ) -> None:
        assert place(client, date) == kept

    @pytest.mark.parametrize(
        ("date", "message"),
        [
            ("44 BC", "years 1 to 9999"),
            ("-0043-03-15", "years 1 to 9999"),
            ("2022-02-30", "There is no such day or time"),
            ("2022-03-20T09:30", "An instant needs its zone"),
            ("yesterday", 'Must be a date like "2022", "2022-03"'),
            ("", 'Must be a date like "2022", "2022-03"'),
            (2022, 'Or an object like {"from": "2022-03-22"'),
            (True, 'Or an object like {"from": "2022-03-22"'),
            ([], 'Or an object like {"from": "2022-03-22"'),
        ],
    )
    @pytest.mark.parametrize("name", ["said", "about"])
    def test_that_is_no_date_is_told_a_right_one(
        self,
        client: TestClient,
        claim_body: Json,
        name: str,
        date: Any,
        message: str,
    ) -> None:
        answer = client.post(f"{API}/claims", json=claim_body | {name: date})

        assert answer.status_code == 422
        error = the_error(answer)
        assert error["pointer"] == f"/{name}"
        assert message in error["message"]
        assert "2022-03-22" in error["message"]

    def test_that_is_no_date_leaves_the_others_of_a_batch(
        self, client: TestClient, claim_body: Json
    ) -> None:
        claims = [claim_body | {"said": "soon"}, claim_body | {"said": "2022-03"}]

        answer = client.post(
            f"{API}/claims/batch", json={"mode": "each", "claims": claims}
        )

        refused, made = answer.json()["data"]
        assert refused["problem"]["errors"][0]["pointer"] == "/said"
        assert made["claim"]["said"] == MONTH

    def test_is_documented_beside_the_object(self, client: TestClient) -> None:
        schemas = client.get("/openapi.json").json()["components"]["schemas"]

        for name, field, model in (
            ("ClaimIn", "said", "FuzzyDate"),
            ("ClaimPatch", "about", "FuzzyDatePatch"),
            ("ArticleIn", "published", "FuzzyDate"),
            ("ArticlePatch", "published", "FuzzyDatePatch"),
            ("AffiliationIn", "held", "FuzzyDate"),
            ("AffiliationPatch", "held", "FuzzyDatePatch"),
            ("OutcomeIn", "occurred", "FuzzyDate"),
        ):
            shown = schemas[name]["properties"][field]
            text, ref, null = shown["anyOf"]
            assert text["type"] == "string"
            assert "2022-Q1" in text["examples"]
            assert all(re.search(text["pattern"], date) for date, _ in WRITTEN)
            assert not re.search(text["pattern"], "2022-Q5")
            assert ref == {"$ref": f"#/components/schemas/{model}"}
            assert null == {"type": "null"}
            assert shown["description"]
            assert shown["examples"]
        parts = schemas["FuzzyDate"]["properties"]
        assert all(part["description"] for part in parts.values())


class TestOneEnd:
    @places
    @pytest.mark.parametrize(("date", "kept"), ONE_END)
    def test_with_a_precision_gives_the_other(
        self, client: TestClient, place: Any, date: Json, kept: Json
    ) -> None:
        assert place(client, date) == kept

    @places
    @pytest.mark.parametrize("end", ["from", "to"])
    def test_without_one_is_open(
        self, client: TestClient, place: Any, end: str
    ) -> None:
        kept = dict.fromkeys(("from", "to", "precision", "text"))

        assert place(client, {end: "2022-03-20T20:00Z"}) == kept | {
            end: "2022-03-20T20:00:00Z"
        }

    def test_of_2019_is_not_every_later_year(
        self, client: TestClient, make_article: Make
    ) -> None:
        make_article(published={"from": "2019-03-23T18:00:00Z", "precision": "second"})

        later = "published_from=2024-01-01&published_to=2025-01-01"
        assert walk(client, f"/articles?{later}") == []
        assert walk(client, f"/claims?{later}") == []
        then = "published_from=2019-03-23&published_to=2019-03-24"
        assert len(walk(client, f"/articles?{then}")) == 1


class TestLocal:
    @places
    @pytest.mark.parametrize(("start", "end", "precision", "kept"), LOCAL)
    def test_dates_are_calendar_dates(
        self,
        client: TestClient,
        place: Any,
        start: str | None,
        end: str | None,
        precision: str,
        kept: Json,
    ) -> None:
        date = {"from": start, "to": end, "precision": precision}

        assert place(client, date) == kept

    @pytest.mark.parametrize(
        ("start", "precision"),
        [
            ("2022-03-20T01:00-04:00", "day"),
            ("2022-03-02T00:00-04:00", "month"),
            ("2022-03-20T20:15+05:30", "hour"),
            ("2022-03-20T20:30:00Z", "hour"),
        ],
    )
    def test_that_lie_inside_are_refused(
        self, client: TestClient, claim_body: Json, start: str, precision: str
    ) -> None:
        said = {"from": start, "precision": precision}

        answer = client.post(f"{API}/claims", json=claim_body | {"said": said})

        assert answer.status_code == 422
        error = the_error(answer)
        assert error["pointer"] == "/said"
        assert f"where one {precision} ends" in error["message"]
        assert 'send "2022-03' in error["message"]


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
    def test_replaces_a_date_by_a_string(
        self, change: Any, date: str, kept: Json
    ) -> None:
        before = {"from": "2022-03-01", "text": "on Monday"}

        assert change(before, date) == kept

    @pytest.mark.parametrize(("date", "kept"), ONE_END)
    def test_replaces_the_ends_by_one_with_a_precision(
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
    def test_is_completed_with_what_is_there(
        self, change: Any, before: Any, patch: Json, kept: str
    ) -> None:
        assert change(before, patch)["to"] == kept

    @pytest.mark.parametrize(
        ("before", "patch", "message"),
        [
            ("2022-03-20", {"from": "2022-03-22"}, "from must be before to"),
            ("2022-03-20", {"precision": "month"}, "where one month ends"),
            ("2022-03-20", {"to": "2022-03-22T09:00Z"}, "where one day ends"),
            ("2022-03-20T20+05:30", {"to": "2022-03-20T16:00Z"}, "whole hours apart"),
            ({"text": "lately"}, {"precision": "day"}, "precision needs from or to"),
        ],
    )
    def test_refuses_what_makes_no_date(
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

    def test_takes_strings_in_articles_and_affiliations(
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
    def test_is_the_end_that_is_known(
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

    def test_follows_an_article_that_gets_one_end(
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
