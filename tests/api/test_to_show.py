"""End-to-end scenarios over HTTP, from the first article to the derived results."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match, walk
from tests.api.conftest import Make

ANN = {"kind": "person", "name": "Ann E"}
TEXT = "“The dam holds,” said Ann E. “No one need leave,” she said. It rains."


def said_by(source: Json, **step: Any) -> list[Json]:
    return [{"position": 1, "source": source, "relation": "said", **step}]


def claim(text: str, source: Json, **values: Any) -> Json:
    body = {"text": text, "form": "paraphrase", "attribution": said_by(source)}
    return body | values


def texts(client: TestClient, path: str) -> list[str]:
    return [row["text"] for row in walk(client, path)]


class TestTwoNamesakes:
    def test_are_distinguished_by_country_and_ambiguous_without_it(
        self, client: TestClient, make_source: Make, make_article: Make
    ) -> None:
        person: Json = {"kind": "person", "name": "John Smith"}
        british = make_source(**person, country_code="GB")
        american = make_source(**person, country_code="US", new=True)
        one = claim("I was there", person | {"country_code": "US"})

        article = make_article(title="One", claims=[one])

        assert texts(client, f"/sources/{american['id']}/claims") == ["I was there"]
        assert texts(client, f"/sources/{british['id']}/claims") == []
        assert article["matched"][0]["id"] == american["id"]
        ambiguous = {"title": "Two", "claims": [claim("Nor was I", person)]}
        answer = client.post(f"{API}/articles", json=ambiguous)
        labels = {one["label"] for one in answer.json()["candidates"]}
        assert (answer.status_code, len(labels)) == (409, 2)


class TestWrongMerge:
    def test_unmerging_returns_claims_recorded_in_between(
        self, client: TestClient, make_source: Make, make_article: Make
    ) -> None:
        ivan = make_source(name="Ivan Petrow")
        other = make_source(name="I. V. Petrow")
        path = f"{API}/sources/{other['id']}"
        into = {"merged_into_id": ivan["id"]}
        client.post(f"{path}/merge?reason=same", json=into, headers=if_match(other))
        printed = {"kind": "person", "name": "I. V. Petrow"}
        make_article(claims=[claim("said in between", printed)])
        assert texts(client, f"/sources/{ivan['id']}/claims") == ["said in between"]

        merged = {"version": 2}
        answer = client.post(f"{path}/unmerge?reason=no", headers=if_match(merged))

        assert answer.status_code == 200
        assert texts(client, f"/sources/{ivan['id']}/claims") == []
        assert texts(client, f"/sources/{other['id']}/claims") == ["said in between"]


class TestFivePapersAndOneWire:
    def test_are_five_articles_and_one_origin(
        self, client: TestClient, make_fact: Make, make_article: Make
    ) -> None:
        fact = make_fact(statement="The strait is closed in 2022.")
        chain = [
            {
                "position": 1,
                "relation": "cites",
                "source": {"kind": "outlet", "name": "Wire"},
            },
            {
                "position": 2,
                "relation": "said",
                "source": {"kind": "anonymous_person", "name": "naval officer"},
            },
        ]
        stance = {"fact_id": fact["id"], "stance": "supports"}
        body = {"text": "the strait is closed", "form": "paraphrase"}
        printed = body | {"attribution": chain, "stances": [stance]}
        for number in range(5):
            outlet = {"name": f"Paper {number}"}
            make_article(outlet=outlet, title=f"Strait {number}", claims=[printed])

        def side(query: str) -> Json:
            path = f"{API}/facts/{fact['id']}/corroboration{query}"
            found: Json = client.get(path).json()["sides"][0]
            return found

        assert side("")["articles"]["total"] == 5
        assert side("")["origins"]["total"] == 1
        assert "single_origin" in side("")["warnings"]
        assert side("?fold=none")["origins"]["total"] == 5


class TestRetraction:
    def test_a_claim_counts_until_its_retraction(
        self, client: TestClient, make_fact: Make, make_article: Make
    ) -> None:
        fact = make_fact(statement="The dam was sabotaged in 2022.")
        spokesman = {"kind": "person", "name": "Spokes Person"}
        stance = {"fact_id": fact["id"], "stance": "supports"}
        first = make_article(
            published="2022-03-21",
            claims=[claim("It was sabotage", spokesman, stances=[stance])],
        )
        second = make_article(
            published="2022-03-25",
            claims=[claim("We retract that", spokesman, act="retraction")],
        )
        told, taken = (
            walk(client, f"/articles/{one['id']}/claims")[0] for one in (first, second)
        )
        link = {"other_id": told["id"], "kind": "retracts"}
        client.post(f"{API}/claims/{taken['id']}/links", json=link)

        def counted(query: str) -> int:
            path = f"{API}/facts/{fact['id']}/corroboration{query}"
            total: int = client.get(path).json()["sides"][0]["claims"]["total"]
            return total

        assert [counted("?as_of=2022-03-24"), counted("")] == [1, 0]
        timeline = client.get(f"{API}/facts/{fact['id']}/timeline").json()
        marks = [s["marks"] for one in timeline["sources"] for s in one["stances"]]
        assert marks == [["retracted"]]


class TestMonthOfDrafts:
    def test_one_request_reviews_all_drafts_of_a_month(
        self, client: TestClient, make_article: Make
    ) -> None:
        for day in range(1, 31):
            drafts = [claim(f"Rain {day}.{n}", ANN, method="import") for n in range(3)]
            make_article(
                title=f"Day {day}", published=f"2022-04-{day:02}", claims=drafts
            )
        april = "dated_from=2022-04-01&dated_to=2022-05-01"
        page = client.get(f"{API}/claims?{april}").json()
        assert (page["data"], page["hidden"]) == ([], {"drafts": 90})
        since = walk(client, "/changes")[-1]["id"]
        waiting = [one["id"] for one in walk(client, f"/claims?{april}&review=draft")]

        reviewed = {"ids": waiting, "review": "reviewed"}
        answer = client.post(f"{API}/claims/review?reason=read", json=reviewed)

        assert answer.status_code == 200
        page = client.get(f"{API}/claims?{april}&include=total").json()
        assert (page["total"], page["hidden"]) == (90, {"drafts": 0})
        entries = walk(client, f"/changes?after={since}")
        assert {one["record_id"] for one in entries} == {*waiting}
        assert {one["reason"] for one in entries} == {"read"}


class TestArticleRecordedTwice:
    def test_one_request_withdraws_the_duplicate_and_one_restores_it(
        self, client: TestClient, make_article: Make
    ) -> None:
        officials = {"kind": "anonymous_group", "name": "officials"}
        body: Json = {
            "outlet": {"name": "The Daily Example"},
            "title": "The dam",
            "text": TEXT,
            "claims": [claim("The dam holds", officials), claim("It rains", officials)],
        }
        first = make_article(**body)
        refused = client.post(f"{API}/articles", json=body)
        assert refused.json()["conflict"]["id"] == first["id"]
        twice = make_article(**body, new=True)
        path = f"{API}/articles/{twice['id']}"

        gone = client.delete(f"{path}?cascade=true", headers=if_match(twice))

        assert gone.status_code == 204
        assert client.get(path).status_code == 410
        assert len(walk(client, "/claims?q=dam+holds")) == 1
        unnamed = walk(client, "/sources?q=officials&anonymous=true")
        assert len(unnamed) == 1
        withdrawn = client.get(f"{path}?include=withdrawn").json()
        client.post(f"{path}/restore?reason=x", headers=if_match(withdrawn))
        assert len(walk(client, f"/articles/{twice['id']}/claims")) == 2


class TestCorrectedText:
    @pytest.mark.parametrize("keeps", [True, False])
    def test_lists_claims_whose_words_are_no_longer_in_the_text(
        self, client: TestClient, make_article: Make, *, keeps: bool
    ) -> None:
        words = ["The dam holds", "No one need leave"]
        spans = [[{"part": "content", "exact": one}] for one in words]
        claims = [
            claim(one, ANN, spans=span) for one, span in zip(words, spans, strict=True)
        ]
        article = make_article(text=TEXT, claims=claims)
        corrected = TEXT if keeps else TEXT.replace("No one need leave", "Leave now")

        answer = client.post(
            f"{API}/articles/{article['id']}/revisions",
            json={"text": f"Corrected. {corrected}"},
        )

        vanished = [] if keeps else ["No one need leave"]
        assert [one["text"] for one in answer.json()["orphaned"]] == vanished
        path = f"/claims?article={article['id']}&anchor=orphaned"
        assert texts(client, path) == vanished
