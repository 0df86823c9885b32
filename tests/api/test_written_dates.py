"""Dates as people write them, in every field that accepts a fuzzy date."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, the_error, walk
from tests.api.conftest import Make
from tests.api.dated import LOCAL, MONTH, ONE_END, WRITTEN

pytestmark = pytest.mark.portable

Keep = Callable[[Any], Any]


def article_published(client: TestClient, date: Any) -> Any:
    body = {"title": "Dated", "published": date}
    return client.post(f"{API}/articles", json=body).json()["published"]


def article_of_a_revision(client: TestClient, date: Any) -> Any:
    body = {"title": "Dated", "text": "It rained.", "published": "1999-12-31"}
    article = client.post(f"{API}/articles", json=body).json()
    path = f"{API}/articles/{article['id']}"
    revision = {"text": "It poured.", "published": date}
    client.post(f"{path}/revisions", json=revision).raise_for_status()
    return client.get(path).json()["published"]


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
    article_of_a_revision,
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
    def test_is_accepted_in_every_date_field(
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
    def test_an_invalid_date_is_refused_with_a_valid_example(
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

    def test_an_invalid_date_does_not_affect_other_claims_of_a_batch(
        self, client: TestClient, claim_body: Json
    ) -> None:
        claims = [claim_body | {"said": "soon"}, claim_body | {"said": "2022-03"}]

        answer = client.post(
            f"{API}/claims/batch", json={"mode": "each", "claims": claims}
        )

        refused, made = answer.json()["data"]
        assert refused["problem"]["errors"][0]["pointer"] == "/said"
        assert made["claim"]["said"] == MONTH

    def test_is_in_the_openapi_schema_of_date_fields(self, client: TestClient) -> None:
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
    def test_with_a_precision_determines_the_other_end(
        self, client: TestClient, place: Any, date: Json, kept: Json
    ) -> None:
        assert place(client, date) == kept

    @places
    @pytest.mark.parametrize("end", ["from", "to"])
    def test_without_a_precision_leaves_the_other_end_open(
        self, client: TestClient, place: Any, end: str
    ) -> None:
        kept = dict.fromkeys(("from", "to", "precision", "text"))

        assert place(client, {end: "2022-03-20T20:00Z"}) == kept | {
            end: "2022-03-20T20:00:00Z"
        }

    def test_with_a_precision_does_not_match_later_years(
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
    def test_dates_are_stored_as_calendar_dates(
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
    def test_instants_inside_of_a_period_are_refused(
        self, client: TestClient, claim_body: Json, start: str, precision: str
    ) -> None:
        said = {"from": start, "precision": precision}

        answer = client.post(f"{API}/claims", json=claim_body | {"said": said})

        assert answer.status_code == 422
        error = the_error(answer)
        assert error["pointer"] == "/said"
        assert f"first instant of one {precision}" in error["message"]
        assert 'send "2022-03' in error["message"]
