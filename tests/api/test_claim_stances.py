"""Stances of claims on facts: sent with the claim, or recorded one by one."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.bodies import (
    API,
    LARGEST_ID,
    Json,
    claim_in,
    ids,
    if_match,
    said_by,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import CountingReader, Make

CLAIMS = f"{API}/claims"
RAIN: Json = {"statement": "It rains.", "kind": "event"}


def on(fact: Json, stance: str = "supports") -> Json:
    return {"fact_id": fact["id"], "stance": stance}


def put(
    client: TestClient, claim: Json, fact: Json, stance: str, **headers: str
) -> Response:
    path = f"{CLAIMS}/{claim['id']}/stances/{fact['id']}?reason=read+again"
    return client.put(path, json={"stance": stance}, headers=headers)


def held(client: TestClient, claim: Json) -> list[tuple[int, str]]:
    """Return how a claim bears on facts, wherever it says so."""
    stances = client.get(f"{CLAIMS}/{claim['id']}").json()["stances"]
    assert stances == walk(client, f"/claims/{claim['id']}/stances?limit=1")
    rows = walk(client, "/claims?expand=stances&review=any")
    assert [row["stances"] for row in rows if row["id"] == claim["id"]] == [stances]
    return [(one["fact_id"], one["stance"]) for one in stances]


def made_of(record: Json) -> list[int]:
    """Return the ids of the facts that were made with a record."""
    return [one["id"] for one in record["created"] if one["resource"] == "fact"]


class TestCreateClaim:
    def test_shows_each_stance_with_its_fact(
        self, client: TestClient, claim_body: Json, fact: Json
    ) -> None:
        body = claim_body | {"stances": [on(fact, "no_evidence")]}

        made = client.post(f"{CLAIMS}?reason=as+printed", json=body)

        assert made.status_code == 201
        (stance,) = made.json()["stances"]
        assert stance == {
            "id": stance["id"],
            "fact_id": fact["id"],
            "fact": {name: fact[name] for name in ("id", "slug", "statement")},
            "stance": "no_evidence",
            "reason": "as printed",
            "created_at": made.json()["created_at"],
        }
        assert made.json()["created"] == []
        assert client.get(f"{API}/facts/{fact['id']}").json()["version"] == 1

    @pytest.mark.parametrize(
        "given",
        [
            "it-rains",
            {"slug": "it-rains"},
            {"statement": "  IT   RAINS"},
            {"slug": "it-rains", "statement": "Not so."},
            RAIN,
        ],
    )
    def test_finds_a_fact_by_slug_or_statement(
        self, make_claim: Make, make_fact: Make, given: Any
    ) -> None:
        fact = make_fact(**RAIN)

        claim = make_claim(stances=[{"fact": given, "stance": "denies"}])

        assert [one["fact_id"] for one in claim["stances"]] == [fact["id"]]
        assert claim["created"] == []

    def test_creates_a_fact_that_does_not_exist(
        self, client: TestClient, make_claim: Make
    ) -> None:
        spec = RAIN | {"slug": "wet", "resolves_by": "2023-01-01"}

        claim = make_claim(stances=[{"fact": spec, "stance": "denies"}])

        (fact_id,) = made_of(claim)
        fact = client.get(f"{API}/facts/wet").json()
        assert fact["id"] == fact_id == claim["stances"][0]["fact_id"]
        assert fact.items() >= (spec | {"resolves_by": "2023-01-01T00:00:00Z"}).items()

    def test_records_stances_in_articles_and_batches(
        self, client: TestClient, make_article: Make, source: Json
    ) -> None:
        stances = [{"fact": RAIN, "stance": "supports"}]
        claim = {"text": "Rain.", "form": "paraphrase", "stances": stances}
        claim |= {"attribution": said_by(source["id"])}

        article = make_article(claims=[claim, claim | {"text": "More rain."}])
        bodies = [claim | {"article_id": article["id"], "text": t} for t in "ab"]
        batch = client.post(
            f"{CLAIMS}/batch", json={"mode": "atomic", "claims": bodies}
        )

        (fact_id,) = made_of(article)
        assert batch.status_code == 201
        assert ids(walk(client, "/facts?kind=event")) == [fact_id]
        assert len(walk(client, f"/facts/{fact_id}/claims")) == 4

    def test_stores_nothing_of_a_refused_claim(
        self, client: TestClient, claim_body: Json
    ) -> None:
        good = claim_body | {"stances": [{"fact": RAIN, "stance": "supports"}]}
        bad = good | {"form": "unattributed"}
        before = walk(client, "/changes?limit=1000")

        alone = client.post(CLAIMS, json=bad)
        atomic = {"mode": "atomic", "claims": [good, bad]}
        all_of_them = client.post(f"{CLAIMS}/batch", json=atomic)

        assert (alone.status_code, all_of_them.status_code) == (422, 422)
        assert walk(client, "/changes?limit=1000") == before
        each = {"mode": "each", "claims": [bad, good]}
        answer = client.post(f"{CLAIMS}/batch", json=each)
        assert [one["status"] for one in answer.json()["data"]] == [422, 201]
        assert len(walk(client, "/facts?kind=event")) == 1

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("stance", "pointer", "code"),
        [
            ({"stance": "supports"}, "", "value_error"),
            ({"fact_id": 1, "fact": "x", "stance": "supports"}, "", "value_error"),
            ({"fact_id": 1}, "/stance", "missing"),
            ({"fact_id": 1, "stance": "agrees"}, "/stance", "literal_error"),
            ({"fact_id": 1, "stance": "denies", "id": 1}, "/id", "extra_forbidden"),
            ({"fact_id": 0, "stance": "denies"}, "/fact_id", "greater_than_equal"),
            ({"fact_id": LARGEST_ID, "stance": "denies"}, "/fact_id", "not_found"),
            ({"fact": "no-such-fact", "stance": "denies"}, "/fact", "not_found"),
            (
                {"fact": {"slug": "no-such-fact"}, "stance": "denies"},
                "/fact/slug",
                "not_found",
            ),
            (
                {"fact": {"statement": "x", "parent_id": 1.5}, "stance": "denies"},
                "/fact/parent_id",
                "int_type",
            ),
            (
                {"fact": {"statement": "x", "kind": "forecast"}, "stance": "denies"},
                "/fact/resolution_criteria",
                "invalid",
            ),
        ],
    )
    def test_points_at_the_wrong_stance(
        self, client: TestClient, claim_body: Json, stance: Any, pointer: str, code: str
    ) -> None:
        first = {"fact": RAIN, "stance": "supports"}

        answer = client.post(CLAIMS, json=claim_body | {"stances": [first, stance]})

        assert answer.status_code == 422
        error = the_error(answer)
        assert (error["pointer"], error["code"]) == (f"/stances/1{pointer}", code)
        assert walk(client, "/facts?kind=event") == []

    @pytest.mark.parametrize("fact", ["Not a slug", "", {}, {"kind": "event"}, 7, []])
    def test_refuses_invalid_facts(
        self, client: TestClient, claim_body: Json, fact: Any
    ) -> None:
        stances = [{"fact": fact, "stance": "denies"}]

        answer = client.post(CLAIMS, json=claim_body | {"stances": stances})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/stances/0/fact"

    def test_refuses_two_stances_on_one_fact(
        self, client: TestClient, claim_body: Json, make_fact: Make
    ) -> None:
        fact = make_fact(**RAIN)
        stances = [on(fact), {"fact": RAIN, "stance": "supports"}]

        answer = client.post(CLAIMS, json=claim_body | {"stances": stances})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/stances/1"

    def test_lists_the_candidates_of_an_ambiguous_statement(
        self, client: TestClient, make_fact: Make, claim_body: Json
    ) -> None:
        facts = [make_fact(**RAIN, slug=slug) for slug in ("one", "two")]
        stances = [{"fact": {"statement": "it rains."}, "stance": "supports"}]

        answer = client.post(CLAIMS, json=claim_body | {"stances": stances})

        assert answer.status_code == 409
        expected = [{k: f[k] for k in ("id", "slug", "statement")} for f in facts]
        assert answer.json()["candidates"] == expected
        error = the_error(answer)
        assert (error["pointer"], error["candidates"]) == ("/stances/0/fact", expected)


class TestUpdateClaim:
    def test_replaces_the_whole_list_of_stances(
        self, client: TestClient, make_claim: Make, make_fact: Make
    ) -> None:
        first, second, third = (make_fact() for _ in range(3))
        claim = make_claim(stances=[on(first), on(second)])
        kept = claim["stances"][1]

        body = {"stances": [on(second), on(third, "denies")]}
        path = f"{CLAIMS}/{claim['id']}"
        answer = client.patch(path, json=body, headers=if_match(claim))

        assert answer.status_code == 200
        assert answer.json()["stances"][0] == kept
        assert held(client, claim) == [
            (second["id"], "supports"),
            (third["id"], "denies"),
        ]
        line = walk(client, f"/claims/{claim['id']}/history")[0]
        (change,) = line["changes"]
        assert change["field"] == "stances"
        assert [one["judged_fact_id"] for one in change["old"]] == [
            first["id"],
            second["id"],
        ]

    def test_keeps_stances_that_are_not_sent_and_removes_them_by_an_empty_list(
        self, client: TestClient, make_claim: Make, fact: Json
    ) -> None:
        claim = make_claim(stances=[on(fact)])
        path = f"{CLAIMS}/{claim['id']}"

        noted = client.patch(path, json={"note": "x"}, headers={"if-match": '"v1"'})
        emptied = client.patch(path, json={"stances": []}, headers={"if-match": '"v2"'})

        assert len(noted.json()["stances"]) == 1
        assert emptied.json()["stances"] == []
        assert walk(client, f"/facts/{fact['id']}/claims") == []

    def test_replaces_stances_together_with_other_parts(
        self, client: TestClient, make_claim: Make, make_fact: Make
    ) -> None:
        first, second = make_fact(), make_fact()
        claim = make_claim(stances=[on(first)])
        body = {
            "attribution": [unnamed("NATO military official")],
            "subjects": [{"source": {"name": "NATO", "kind": "organisation"}}],
            "tags": ["weather"],
            "stances": [on(second)],
        }

        answer = client.patch(
            f"{CLAIMS}/{claim['id']}", json=body, headers=if_match(claim)
        )

        assert answer.status_code == 200, answer.text
        shown = answer.json()
        speakers = [one["source"]["name"] for one in shown["attribution"]]
        assert speakers == ["NATO military official"]
        assert [one["source"]["name"] for one in shown["subjects"]] == ["NATO"]
        assert shown["tags"] == ["weather"]
        assert held(client, claim) == [(second["id"], "supports")]

    def test_refuses_null(self, client: TestClient, claim: Json) -> None:
        path = f"{CLAIMS}/{claim['id']}"

        answer = client.patch(path, json={"stances": None}, headers=if_match(claim))

        assert answer.status_code == 422


class TestPutStance:
    def test_creates_a_stance(
        self, client: TestClient, claim: Json, fact: Json
    ) -> None:
        made = put(client, claim, fact, "hedges_for")

        assert made.status_code == 201
        assert made.json().items() >= on(fact, "hedges_for").items()
        assert made.json()["reason"] == "read again"
        one = client.get(made.headers["location"])
        assert (one.json(), one.headers["etag"]) == (made.json(), made.headers["etag"])
        assert made.headers["etag"].startswith('"v2-')
        assert held(client, claim) == [(fact["id"], "hedges_for")]
        line = walk(client, f"/claims/{claim['id']}/history")[0]
        assert (line["action"], line["version"], line["reason"]) == (
            ("update", 2, "read again")
        )
        assert walk(client, "/changes")[-1] == line

    def test_replaces_an_earlier_stance(
        self, client: TestClient, make_claim: Make, fact: Json
    ) -> None:
        claim = make_claim(stances=[on(fact)])

        answer = put(client, claim, fact, "denies", **if_match(claim))

        assert answer.status_code == 200
        assert answer.headers["etag"].startswith('"v2-')
        assert held(client, claim) == [(fact["id"], "denies")]

    def test_stores_nothing_if_the_stance_is_unchanged(
        self, client: TestClient, make_claim: Make, fact: Json
    ) -> None:
        claim = make_claim(stances=[on(fact)])
        before = walk(client, "/changes?limit=1000")

        answer = put(client, claim, fact, "supports")

        assert answer.status_code == 200
        assert answer.headers["etag"].startswith('"v1-')
        assert answer.json() == claim["stances"][0]
        assert walk(client, "/changes?limit=1000") == before

    @pytest.mark.parametrize(
        ("query", "body", "where"),
        [
            ("", {"stance": "denies"}, "reason"),
            ("?reason=x&stance=denies", {"stance": "denies"}, "stance"),
            ("?reason=x", {}, "/stance"),
            ("?reason=x", {"stance": None}, "/stance"),
            ("?reason=x", {"stance": "denies", "fact_id": 1}, "/fact_id"),
        ],
    )
    def test_points_at_the_error(
        self,
        client: TestClient,
        claim: Json,
        fact: Json,
        query: str,
        body: Json,
        where: str,
    ) -> None:
        path = f"{CLAIMS}/{claim['id']}/stances/{fact['id']}{query}"

        answer = client.put(path, json=body)

        assert answer.status_code == 422
        error = the_error(answer)
        assert error.get("parameter", error.get("pointer")) == where
        assert held(client, claim) == []

    @pytest.mark.parametrize(
        ("version", "status"),
        [('"v2"', 412), ('W/"v1"', 412), ("*", 201), ('"v1"', 201), (None, 201)],
    )
    def test_checks_if_match_only_if_it_is_sent(
        self,
        client: TestClient,
        claim: Json,
        fact: Json,
        version: str | None,
        status: int,
    ) -> None:
        headers = {} if version is None else {"if-match": version}

        assert put(client, claim, fact, "denies", **headers).status_code == status

    def test_unknown_and_withdrawn_claims_and_facts_are_not_found(
        self, client: TestClient, make_claim: Make, make_fact: Make
    ) -> None:
        claim, gone = make_claim(), make_claim(text="Gone.")
        fact, withdrawn = make_fact(), make_fact()
        for path in (f"claims/{gone['id']}", f"facts/{withdrawn['id']}"):
            version = {"if-match": '"v1"'}
            client.delete(f"{API}/{path}", headers=version).raise_for_status()

        for one, other in (
            (gone, fact),
            (claim, withdrawn),
            (claim, {"id": LARGEST_ID}),
            ({"id": LARGEST_ID}, fact),
        ):
            assert put(client, one, other, "denies").status_code == 404
            path = f"{CLAIMS}/{one['id']}/stances/{other['id']}"
            assert client.get(path).status_code == 404


class TestDeleteStance:
    @pytest.mark.parametrize(
        ("query", "version", "status"),
        [
            ("?reason=x", '"v1"', 204),
            ("", '"v1"', 422),
            ("?reason=x", None, 428),
            ("?reason=x", '"v2"', 412),
        ],
    )
    def test_requires_a_reason_and_the_version_of_the_claim(
        self,
        client: TestClient,
        make_claim: Make,
        fact: Json,
        query: str,
        version: Any,
        status: int,
    ) -> None:
        claim = make_claim(stances=[on(fact)])
        path = f"{CLAIMS}/{claim['id']}/stances/{fact['id']}{query}"

        headers = {"if-match": version} if version else {}
        answer = client.delete(path, headers=headers)

        assert answer.status_code == status
        assert len(held(client, claim)) == (0 if status == 204 else 1)

    def test_a_missing_stance_is_not_found(
        self, client: TestClient, claim: Json, fact: Json
    ) -> None:
        path = f"{CLAIMS}/{claim['id']}/stances/{fact['id']}?reason=x"

        assert client.delete(path, headers=if_match(claim)).status_code == 404


@pytest.mark.every_case
class TestReadClaims:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("fact={0}", "ab"),
            ("fact={0}&fact={1}", "abc"),
            ("fact={0}&stance=supports", "a"),
            ("fact={1}&stance=supports&stance=no_evidence", "bc"),
            ("fact={1}&stance=denies", ""),
            ("stance=denies", "b"),
            ("stance=supports&q=one", "a"),
            ("fact={0}&tag=rain", "b"),
            ("fact={2}", "d"),
        ],
    )
    def test_filters_by_fact_and_stance(
        self,
        client: TestClient,
        make_claim: Make,
        make_fact: Make,
        query: str,
        names: str,
    ) -> None:
        facts = [make_fact() for _ in range(3)]
        made = {
            "a": make_claim(text="One.", stances=[on(facts[0])]),
            "b": make_claim(
                text="Two.",
                tags=["rain"],
                stances=[on(facts[0], "denies"), on(facts[1], "no_evidence")],
            ),
            "c": make_claim(text="Three.", stances=[on(facts[1])]),
            "d": make_claim(text="Four.", stances=[on(facts[2], "noncommittal")]),
        }

        query = query.format(*(fact["id"] for fact in facts))
        rows = walk(client, f"/claims?{query}&sort=recorded&limit=1")

        assert ids(rows) == [made[name]["id"] for name in names]
        page = client.get(f"{CLAIMS}?{query}&include=total").json()
        assert page["total"] == len(names)

    def test_takes_as_many_queries_for_many_rows_as_for_one(
        self, client: TestClient, reader: CountingReader, article: Json, fact: Json
    ) -> None:
        source = {"name": "A", "kind": "person"}
        step = {"position": 1, "source": source, "relation": "said"}
        claims = [
            claim_in(article["id"], [step], text=f"{n}", stances=[on(fact)])
            for n in range(20)
        ]
        batch = {"mode": "atomic", "claims": claims}
        client.post(f"{CLAIMS}/batch", json=batch).raise_for_status()

        path = f"/facts/{fact['id']}/claims?expand=stances&limit="
        assert reader.counts(client, f"{path}1", f"{path}20") == [6, 6]
        path = f"/claims?fact={fact['id']}&limit="
        assert reader.counts(client, f"{path}1", f"{path}20") == [3, 3]
