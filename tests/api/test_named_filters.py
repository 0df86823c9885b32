"""Filters by a source, an outlet, a fact or a tag: by id, identifier or name."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, ids, said_by, the_error, walk
from tests.api.conformance import document
from tests.api.conftest import CountingReader, Make
from tests.emptying import Once
from tests.keys import shown

pytestmark = pytest.mark.every_case

NAMES = {
    "source": ("wikidata:Q1", "Anna  WEATHER", "Hanna"),
    "outlet": ("wikidata:Q2", "the gazette", "Gazette"),
    "fact": ("it-rains-in-march", "it rains in March"),
    "tag": ("RAIN",),
}
# Of each list: the filters that take a name, and which kind of record they name.
LISTS = {
    "/claims": {
        "source": "source",
        "speaker": "source",
        "origin": "source",
        "subject": "organisation",
        "outlet": "outlet",
        "fact": "fact",
        "tag": "tag",
    },
    "/articles": {"source": "source", "outlet": "outlet"},
    "/sources": {"organisation": "organisation"},
}
FULL_NAME = re.compile(r"full (name|statement)")
COUNTS = ("/stats/claims", "/stats/unnamed", "/stats/verdicts")
FILTERS = [
    (path, name, kind)
    for path, filters in LISTS.items()
    for name, kind in filters.items()
]


@dataclass(frozen=True)
class Told:
    """The ids of records that a filter may name, and the list of each."""

    ids: dict[str, int]
    found: dict[str, list[int]]

    def names(self, kind: str) -> tuple[str, ...]:
        return NAMES.get(kind, ("wikidata:Q3", "Weather Office"))


@pytest.fixture
def told(
    client: TestClient,
    make_source: Make,
    make_article: Make,
    make_fact: Make,
    once: Once,
) -> Told:
    def make() -> Told:
        return record(client, make_source, make_article, make_fact)

    return once("named records", make)


def record(
    client: TestClient, make_source: Make, make_article: Make, make_fact: Make
) -> Told:
    office = make_source(
        name="Weather Office", kind="organisation", identifiers=[wikidata("Q3")]
    )
    anna = make_source(
        name="Anna Weather",
        names=[{"name": "Hanna"}],
        identifiers=[wikidata("Q1")],
        affiliations=[{"organisation_id": office["id"], "relation": "works_for"}],
    )
    outlet = make_source(
        name="The Gazette",
        kind="outlet",
        names=[{"name": "Gazette"}],
        identifiers=[wikidata("Q2")],
    )
    # It has the name too, but is no outlet.
    make_source(name="The Gazette", kind="organisation")
    article = make_article(outlet_id=outlet["id"])
    fact = make_fact(statement="It rains in March.", slug="it-rains-in-march")
    evidence = [{"url": "https://example.org/rain", "bearing": "supports"}]
    verdict = {"verdict": "true", "as_of": "2022-04-01", "evidence": evidence}
    path = f"{API}/facts/{fact['id']}/assessments?reason=x"
    client.post(path, json=verdict).raise_for_status()
    stance = {"fact_id": fact["id"], "stance": "supports"}
    body = claim_in(article["id"], said_by(anna["id"]), tags=["rain"], stances=[stance])
    body["subjects"] = [{"source_id": office["id"]}]
    claim = client.post(f"{API}/claims", json=body).json()
    (tag,) = claim["tags"]
    tags = {row["name"]: row["id"] for row in walk(client, "/tags")}
    return Told(
        {
            "source": anna["id"],
            "organisation": office["id"],
            "outlet": outlet["id"],
            "fact": fact["id"],
            "tag": tags[tag],
        },
        {
            "/claims": [claim["id"]],
            "/articles": [article["id"]],
            "/sources": [anna["id"]],
        },
    )


def wikidata(value: str) -> Json:
    return {"scheme": "wikidata", "value": value}


def refused(client: TestClient, path: str, **query: Any) -> Json:
    answer = client.get(f"{API}{path}", params=query)
    assert answer.status_code == 422, answer.text
    problem: Json = answer.json()
    return problem


class TestNames:
    @pytest.mark.parametrize(("path", "name", "kind"), FILTERS)
    def test_find_the_same_records_as_ids(
        self, client: TestClient, told: Told, path: str, name: str, kind: str
    ) -> None:
        for value in (told.ids[kind], *told.names(kind)):
            answer = client.get(f"{API}{path}", params={name: value})

            assert ids(answer.json()["data"]) == told.found[path], (value, answer.text)

    @pytest.mark.parametrize("path", COUNTS)
    @pytest.mark.parametrize(("name", "kind"), LISTS["/claims"].items())
    def test_filter_counts(
        self, client: TestClient, told: Told, path: str, name: str, kind: str
    ) -> None:
        for value in (told.ids[kind], *told.names(kind)):
            (row,) = client.get(f"{API}{path}", params={name: value}).json()

            assert row["n"] == 1, value

    def test_can_be_combined_with_ids(
        self, client: TestClient, told: Told, make_source: Make
    ) -> None:
        other = make_source(name="Nobody")["id"]

        query = {"source": [other, "Hanna", "Anna Weather"]}
        rows = client.get(f"{API}/claims", params=query).json()["data"]

        assert ids(rows) == told.found["/claims"]

    def test_of_a_merged_source_find_its_survivor(
        self, client: TestClient, told: Told, make_source: Make
    ) -> None:
        other = make_source(name="A. Weather")
        client.post(
            f"{API}/sources/{other['id']}/merge?reason=x",
            json={"merged_into_id": told.ids["source"]},
            headers={"if-match": '"v1"'},
        ).raise_for_status()

        assert ids(walk(client, "/claims?source=A. Weather")) == told.found["/claims"]

    def test_of_a_merged_fact_find_its_survivor(
        self, client: TestClient, told: Told, make_fact: Make
    ) -> None:
        other = make_fact(statement="March is wet.", slug="wet")
        client.post(
            f"{API}/facts/{other['id']}/merge?reason=x",
            json={"merged_into_id": told.ids["fact"]},
            headers={"if-match": '"v1"'},
        ).raise_for_status()

        for name in ("wet", "March is wet"):
            assert ids(walk(client, f"/claims?fact={name}")) == told.found["/claims"]

    def test_of_turkish_letters_are_found(
        self, client: TestClient, make_source: Make, make_claim: Make
    ) -> None:
        source = make_source(name="I\u015f\u0131k", language="tr")
        claim = make_claim(attribution=said_by(source["id"]))

        assert ids(walk(client, "/claims?source=I\u015eIK")) == [claim["id"]]

    def test_with_a_colon_are_names_if_no_identifier_matches(
        self, client: TestClient, make_source: Make, make_claim: Make
    ) -> None:
        source = make_source(name="Radio: One", kind="organisation")
        claim = make_claim(attribution=said_by(source["id"]))

        assert ids(walk(client, "/claims?source=radio: one")) == [claim["id"]]

    def test_are_paginated_like_ids(
        self, client: TestClient, told: Told, make_claim: Make
    ) -> None:
        for number in range(4):
            make_claim(text=f"No {number}", attribution=said_by(told.ids["source"]))

        rows = walk(client, "/claims?source=hanna&limit=2")

        assert len({row["id"] for row in rows}) == len(rows) == 5


class TestTags:
    def test_of_digits_are_found_by_name_before_id(
        self, client: TestClient, told: Told, make_claim: Make
    ) -> None:
        number = str(told.ids["tag"])
        claim = make_claim(text="Twice.", tags=[number])

        assert ids(walk(client, f"/claims?tag={number}")) == [claim["id"]]

    @pytest.mark.parametrize("name", ["nothing", "999999", "9" * 40])
    def test_that_are_unknown_find_nothing(
        self, client: TestClient, told: Told, name: str
    ) -> None:
        assert told
        assert walk(client, f"/claims?tag={name}") == []


@pytest.mark.portable
class TestRefusals:
    @pytest.mark.parametrize(
        ("path", "name"),
        [
            *((path, name) for path, name, _ in FILTERS if name != "tag"),
            *((path, name) for path in COUNTS for name in ("source", "outlet", "fact")),
        ],
    )
    def test_explain_what_to_send(
        self, client: TestClient, path: str, name: str
    ) -> None:
        problem = refused(client, path, **{name: "Nobody"})

        (error,) = problem["errors"]
        assert error["parameter"] == name
        assert error["code"] == "not_found"
        assert "send " in error["message"]
        assert "Nobody" not in str(problem["errors"])

    def test_of_an_ambiguous_name_list_its_sources(
        self, client: TestClient, make_source: Make
    ) -> None:
        two = [
            make_source(name="J. Smith", country_code=country)
            for country in ("GB", "US")
        ]

        problem = refused(client, "/claims", source="j. smith")

        error = problem["errors"][0]
        assert (error["parameter"], error["code"]) == ("source", "ambiguous")
        told = [(one["id"], one["label"]) for one in error["candidates"]]
        assert told == [
            (two[0]["id"], "J. Smith · GB"),
            (two[1]["id"], "J. Smith · US"),
        ]
        assert problem["candidates"] == error["candidates"]

    def test_of_an_ambiguous_statement_list_its_facts(
        self, client: TestClient, make_fact: Make
    ) -> None:
        one = make_fact(statement="It snows.")
        other = make_fact(statement="It snows")

        (error,) = refused(client, "/claims", fact="it snows.")["errors"]

        assert ids(error["candidates"]) == [one["id"], other["id"]]

    def test_report_all_unknown_names_together(self, client: TestClient) -> None:
        problem = refused(client, "/claims", source=["Nobody", "No one"], outlet="None")

        found = [error["parameter"] for error in problem["errors"]]
        assert sorted(found) == ["outlet", "source", "source"]

    @pytest.mark.parametrize("value", ["0", "000", "-1", str(2**53), "", "a\0"])
    def test_of_a_value_that_is_neither_id_nor_name(
        self, client: TestClient, value: str
    ) -> None:
        (error,) = refused(client, "/claims", source=value)["errors"]

        assert error["parameter"] == "source"

    @pytest.mark.parametrize("name", ["source", "subject", "outlet", "fact"])
    def test_the_schema_excludes_digits_from_names(self, name: str) -> None:
        listed = document()["paths"][f"{API}/claims"]["get"]["parameters"]
        (schema,) = (one["schema"] for one in listed if one["name"] == name)
        (text,) = (one for one in schema["items"]["anyOf"] if "pattern" in one)

        assert not any(re.search(text["pattern"], one) for one in ("0", "000", "12"))
        assert all(re.search(text["pattern"], one) for one in ("-1", "1st", "NATO"))

    def test_of_a_source_that_is_not_an_outlet(
        self, client: TestClient, make_source: Make
    ) -> None:
        make_source(name="Weather Office", kind="organisation")

        (error,) = refused(client, "/articles", outlet="Weather Office")["errors"]

        assert error["message"].startswith("No outlet ")


class TestRestricted:
    def test_sources_are_as_if_they_did_not_exist(
        self, client: TestClient, told: Told, make_source: Make
    ) -> None:
        make_source(name="Hanna", visibility="restricted")
        make_source(
            name="Olga",
            visibility="restricted",
            identifiers=[wikidata("Q9")],
        )
        path = f"{API}/claims?source="
        seen = client.get(f"{path}hanna")

        rows = client.get(f"{path}hanna", headers=shown("reader")).json()["data"]
        answers = [
            client.get(f"{path}{value}", headers=shown("reader")).json()["errors"]
            for value in ("Olga", "wikidata:Q9", "Nobody")
        ]

        assert the_error(seen)["code"] == "ambiguous"
        assert ids(rows) == told.found["/claims"]
        assert answers[0] == answers[1] == answers[2]

    def test_facts_are_as_if_they_did_not_exist(
        self, client: TestClient, make_fact: Make
    ) -> None:
        make_fact(statement="It snows.", slug="snow", visibility="restricted")
        answers = [
            client.get(f"{API}/claims?fact={value}", headers=shown("reader")).json()
            for value in ("snow", "It snows.", "nothing")
        ]

        assert [one["errors"][0]["code"] for one in answers] == ["not_found"] * 3
        answers = [one["errors"] for one in answers]
        assert answers[0] == answers[1] == answers[2]


@pytest.mark.portable
class TestCost:
    @pytest.mark.parametrize(("path", "name", "kind"), FILTERS)
    def test_filters_by_id_need_no_lookup_of_a_name(
        self,
        client: TestClient,
        reader: CountingReader,
        told: Told,
        path: str,
        name: str,
        kind: str,
    ) -> None:
        value = "rain" if kind == "tag" else told.ids[kind]

        plain, by_id = reader.counts(client, path, f"{path}?{name}={value}")

        followed = int(path != "/claims")  # merged outlets, and what quotes a source
        assert by_id <= plain + followed


class TestTrackRecords:
    def test_accept_the_name_of_an_outlet(self, client: TestClient, told: Told) -> None:
        paths = [
            f"{API}/stats/record?descriptor=officials&outlet={outlet}"
            for outlet in (told.ids["outlet"], "the gazette", "wikidata:Q2")
        ]

        answers = [client.get(path).json() for path in paths]

        assert answers[0]["outlet_id"] == told.ids["outlet"]
        assert answers[0] == answers[1] == answers[2]

    def test_accept_the_name_of_an_assessor(
        self, client: TestClient, told: Told
    ) -> None:
        path = f"{API}/sources/{told.ids['source']}/record?by=assessor:"
        called = (told.ids["organisation"], "weather office", "wikidata:Q3")

        answers = [client.get(f"{path}{one}").json() for one in called]
        refusal = client.get(f"{path}nobody")

        assert answers[0]["assessor_id"] == told.ids["organisation"]
        assert answers[0] == answers[1] == answers[2]
        assert the_error(refusal)["parameter"] == "by"


def test_the_openapi_document_marks_filters_that_accept_names() -> None:
    of_names = {
        (path.removeprefix("/api/v1"), one["name"])
        for path, item in document()["paths"].items()
        for one in item.get("get", {}).get("parameters", [])
        if FULL_NAME.search(one.get("description", "")) and one["name"] != "by"
    }
    listed = {(path, name) for path, name, _ in FILTERS if name != "tag"}
    counted = {
        (path, name) for path in COUNTS for name in LISTS["/claims"] if name != "tag"
    }
    assert of_names == listed | counted | {("/stats/record", "outlet")}
