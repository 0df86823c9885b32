from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.bodies import (
    API,
    LARGEST_ID,
    Json,
    day,
    ids,
    if_match,
    post_raw,
    the_error,
    walk,
)
from tests.api.conftest import CountingReader, Make
from tests.emptying import Once

FACTS = f"{API}/facts"
YES = {"value": "yes", "known_at": "2022-03-21"}
NO = {"value": "no", "known_at": "2022-03-22T09:30:00Z", "rationale": "Nobody came."}
DESK = {"name": "PolitiFact", "kind": "organisation"}


def judge(client: TestClient, fact: Json, body: Json, part: str = "outcome") -> Json:
    answer = client.post(f"{FACTS}/{fact['id']}/{part}?reason=seen", json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def assess(client: TestClient, fact: Json, verdict: str, **values: Any) -> Json:
    return judge(client, fact, {"verdict": verdict} | values, "assessments")


def read(client: TestClient, fact: Json) -> Json:
    found: Json = client.get(f"{FACTS}/{fact['id']}").json()
    return found


def last_change(client: TestClient, fact: Json) -> Json:
    line: Json = walk(client, f"/facts/{fact['id']}/history")[0]
    return line


class TestCreateAssessment:
    def test_returns_the_stored_assessment(
        self, client: TestClient, fact: Json, claim: Json, article: Json
    ) -> None:
        body = {
            "assessor": DESK,
            "verdict": "mostly_false",
            "verdict_text": "Pants on fire",
            "probability": 0.25,
            "as_of": "2022-03-21",
            "rationale": "Nobody saw it.",
            "evidence": [
                {"claim_id": claim["id"], "bearing": "contradicts"},
                {"article_id": article["id"], "bearing": "context"},
                {"url": "https://example.org/rain"},
            ],
        }

        made = client.post(
            f"{FACTS}/{fact['id']}/assessments?reason=перепроверено", json=body
        )

        assert made.status_code == 201
        created = made.json().pop("created")
        (source_id,) = [one["id"] for one in created]
        assert created == [{"resource": "source", "id": source_id}]
        shown = {
            k: v for k, v in made.json().items() if k not in {"created", "matched"}
        }
        nothing = {"claim_id": None, "claim": None, "article_id": None, "article": None}
        assert shown == {
            "id": made.json()["id"],
            "fact_id": fact["id"],
            "assessor_id": source_id,
            "assessor": {"id": source_id, "label": DESK["name"]} | DESK,
            "verdict": "mostly_false",
            "verdict_text": "Pants on fire",
            "probability": 0.25,
            "as_of": "2022-03-21T00:00:00Z",
            "rationale": "Nobody saw it.",
            "evidence": [
                nothing
                | {
                    "claim_id": claim["id"],
                    "claim": {"id": claim["id"], "text": claim["text"]},
                    "url": None,
                    "bearing": "contradicts",
                },
                nothing
                | {
                    "article_id": article["id"],
                    "article": claim["article"],
                    "url": None,
                    "bearing": "context",
                },
                nothing | {"url": "https://example.org/rain", "bearing": "supports"},
            ],
            "reason": "перепроверено",
            "created_at": made.json()["created_at"],
        }
        one = client.get(made.headers["location"])
        assert (one.json(), one.headers["etag"]) == (shown, made.headers["etag"])
        assert made.headers["etag"].startswith('"v2-')
        assert walk(client, f"/facts/{fact['slug']}/assessments") == [shown]
        assert read(client, fact)["state"] == "held_false"

    def test_has_no_assessor_and_the_present_time_by_default(
        self, client: TestClient, fact: Json
    ) -> None:
        made = assess(client, fact, "unverified", assessor_id=None, as_of=None)

        assert made["as_of"] == made["created_at"]
        assert (made["assessor_id"], made["assessor"]) == (None, None)
        assert (made["probability"], made["evidence"]) == (None, [])
        assert (made["created"], made["reason"]) == ([], "seen")

    def test_replaces_an_assessment_with_the_same_as_of(
        self, client: TestClient, fact: Json
    ) -> None:
        evidence = [{"url": "https://a.org"}]
        first = assess(client, fact, "true", as_of="2022-03-21", evidence=evidence)

        second = assess(client, fact, "mixed", as_of="2022-03-21", evidence=evidence)

        assert ids(walk(client, f"/facts/{fact['id']}/assessments")) == [second["id"]]
        gone = client.get(f"{FACTS}/{fact['id']}/assessments/{first['id']}")
        assert gone.status_code == 404
        (held, rests) = last_change(client, fact)["changes"]
        assert (held["field"], rests["field"]) == ("assessments", "evidence")
        assert [one["verdict"] for one in held["old"]] == ["true"]
        assert [one["verdict"] for one in held["new"]] == ["mixed"]
        assert (len(rests["old"]), len(rests["new"])) == (1, 1)

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/verdict"),
            ({"verdict": "half_true"}, "/verdict"),
            ({"probability": 1.01}, "/probability"),
            ({"probability": -0.01}, "/probability"),
            ({"probability": "0.5"}, "/probability"),
            ({"as_of": "2100-01-01"}, "/as_of"),
            ({"as_of": "yesterday"}, "/as_of"),
            ({"as_of": "0001-01-01"}, "/as_of"),
            ({"assessor_id": LARGEST_ID}, "/assessor_id"),
            ({"assessor": DESK, "assessor_id": 1}, ""),
            ({"assessor": {"kind": "person"}}, "/assessor/name"),
            ({"assessor": DESK | {"kind": "unresolved"}}, "/assessor/kind"),
            ({"verdict_text": ""}, "/verdict_text"),
            ({"evidence": {}}, "/evidence"),
            ({"evidence": [{}]}, "/evidence/0"),
            ({"evidence": [{"url": None}]}, "/evidence/0"),
            ({"evidence": [{"claim_id": 1, "article_id": 1}]}, "/evidence/0"),
            ({"evidence": [{"claim_id": 1, "url": "https://a.org"}]}, "/evidence/0"),
            ({"evidence": [{"url": "a.org"}]}, "/evidence/0/url"),
            ({"evidence": [{"claim_id": LARGEST_ID}]}, "/evidence/0/claim_id"),
            ({"evidence": [{"article_id": LARGEST_ID}]}, "/evidence/0/article_id"),
            ({"evidence": [{"claim_id": 1, "bearing": "proves"}]}, "/evidence/0/beari"),
            ({"fact_id": 1}, "/fact_id"),
        ],
    )
    def test_points_at_the_error_and_writes_nothing(
        self, client: TestClient, fact: Json, body: Json, pointer: str
    ) -> None:
        whole = {"verdict": "true"} | body if body else {}
        before = walk(client, "/changes?limit=1000")

        path = f"{FACTS}/{fact['id']}/assessments?reason=x"
        answer = client.post(path, json=whole)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"].startswith(pointer)
        assert bool(pointer) == bool(the_error(answer)["pointer"])
        assert walk(client, "/changes?limit=1000") == before

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-1", "1e999", '"0.5"'])
    def test_refuses_invalid_probabilities(
        self, client: TestClient, fact: Json, number: str
    ) -> None:
        body = f'{{"verdict": "true", "probability": {number}}}'
        path = f"/facts/{fact['id']}/assessments?reason=x"

        assert post_raw(client, path, body).status_code in {400, 422}

    def test_refuses_withdrawn_evidence(
        self, client: TestClient, fact: Json, claim: Json
    ) -> None:
        client.delete(f"{API}/claims/{claim['id']}", headers=if_match(claim))

        body = {"verdict": "true", "evidence": [{"claim_id": claim["id"]}]}
        path = f"{FACTS}/{fact['id']}/assessments?reason=x"
        answer = client.post(path, json=body)

        assert answer.status_code == 422
        assert the_error(answer)["code"] == "not_found"

    def test_shows_evidence_that_was_withdrawn_later(
        self, client: TestClient, fact: Json, claim: Json
    ) -> None:
        made = assess(client, fact, "true", evidence=[{"claim_id": claim["id"]}])
        client.delete(f"{API}/claims/{claim['id']}", headers=if_match(claim))

        (row,) = walk(client, f"/facts/{fact['id']}/assessments")

        assert row["evidence"] == made["evidence"]

    @pytest.mark.parametrize("query", ["", "?reason=", "?reason=x&assessor=1"])
    def test_requires_a_reason_and_refuses_other_parameters(
        self, client: TestClient, fact: Json, query: str
    ) -> None:
        path = f"{FACTS}/{fact['id']}/assessments{query}"

        answer = client.post(path, json={"verdict": "true"})

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] in {"reason", "assessor"}

    def test_an_unknown_fact_is_not_found(self, client: TestClient) -> None:
        path = f"{FACTS}/{LARGEST_ID}/assessments?reason=x"

        assert client.post(path, json={"verdict": "true"}).status_code == 404


class TestReadAssessments:
    def test_lists_the_latest_held_first(self, client: TestClient, fact: Json) -> None:
        dates = ["2022-03-21", "2022-03-23", "2022-03-22", "2022-03-23"]
        made = [
            assess(client, fact, "true", as_of=at, assessor=DESK | {"name": f"{n}"})
            for n, at in enumerate(dates)
        ]

        rows = walk(client, f"/facts/{fact['id']}/assessments?limit=1")

        assert ids(rows) == [made[n]["id"] for n in (3, 1, 2, 0)]

    def test_takes_as_many_queries_for_many_rows_as_for_one(
        self, client: TestClient, reader: CountingReader, fact: Json, claim: Json
    ) -> None:
        evidence = [{"claim_id": claim["id"]}, {"url": "https://a.org"}]
        for number in range(1, 13):
            as_of = f"2022-03-{number:02}"
            assess(client, fact, "true", as_of=as_of, evidence=evidence)

        path = f"/facts/{fact['id']}/assessments?limit="
        assert reader.counts(client, f"{path}1", f"{path}20") == [3, 3]


class TestReadAssessment:
    def test_is_found_only_below_its_own_fact(
        self, client: TestClient, make_fact: Make
    ) -> None:
        fact, other = make_fact(), make_fact()
        made = assess(client, fact, "true")
        part = f"assessments/{made['id']}"

        assert client.get(f"{FACTS}/{fact['slug']}/{part}").status_code == 200
        for path in (f"{other['id']}/{part}", f"{fact['id']}/assessments/{LARGEST_ID}"):
            assert client.get(f"{FACTS}/{path}").status_code == 404

    def test_shows_only_the_fields_that_are_named(
        self, client: TestClient, fact: Json
    ) -> None:
        made = assess(client, fact, "true")

        path = f"{FACTS}/{fact['id']}/assessments/{made['id']}?fields=verdict"
        assert client.get(path).json() == {"id": made["id"], "verdict": "true"}


class TestCreateOutcome:
    def test_returns_the_stored_outcome(self, client: TestClient, fact: Json) -> None:
        body = YES | {"occurred": day(20, text="on Sunday"), "rationale": "Seen."}

        made = client.post(f"{FACTS}/{fact['id']}/outcome?reason=seen", json=body)

        assert made.status_code == 201
        assert made.json() == {
            "id": made.json()["id"],
            "value": "yes",
            "occurred": day(20, text="on Sunday")
            | {"from": "2022-03-20T00:00:00Z", "to": "2022-03-21T00:00:00Z"},
            "known_at": "2022-03-21T00:00:00Z",
            "rationale": "Seen.",
            "reason": "seen",
            "created_at": made.json()["created_at"],
        }
        one = client.get(made.headers["location"])
        assert (one.json(), one.headers["etag"]) == (made.json(), made.headers["etag"])
        shown = read(client, fact)
        assert (shown["state"], shown["outcome"]) == ("happened", made.json())
        assert shown["version"] == 2

    def test_refuses_a_second_outcome(self, client: TestClient, fact: Json) -> None:
        first = judge(client, fact, YES)

        second = client.post(f"{FACTS}/{fact['id']}/outcome?reason=x", json=NO)

        assert second.status_code == 409
        assert second.json()["conflict"] == {"resource": "outcome", "id": first["id"]}
        assert read(client, fact)["outcome"] == first

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"value": "yes"}, "/known_at"),
            ({"known_at": "2022-03-21"}, "/value"),
            (YES | {"value": "unknown"}, "/value"),
            (YES | {"known_at": None}, "/known_at"),
            (YES | {"known_at": "2100-01-01"}, "/known_at"),
            (YES | {"known_at": "2022-02-28T23:59:59.999999Z"}, "/known_at"),
            (YES | {"occurred": "2022-13"}, "/occurred"),
            (YES | {"occurred": {"from": "2022-03-02", "to": "2022-03-01"}}, "/occurr"),
            (YES | {"probability": 1}, "/probability"),
        ],
    )
    def test_points_at_the_error_and_writes_nothing(
        self, client: TestClient, make_fact: Make, body: Json, pointer: str
    ) -> None:
        fact = make_fact(opens_at="2022-03-01")
        path = f"{FACTS}/{fact['id']}/outcome?reason=x"

        for method in ("POST", "PUT"):
            answer = client.request(method, path, json=body)

            assert answer.status_code == 422
            assert the_error(answer)["pointer"].startswith(pointer)
        assert read(client, fact)["version"] == 1

    def test_a_fact_cannot_open_after_its_outcome_was_known(
        self, client: TestClient, fact: Json
    ) -> None:
        judge(client, fact, YES)
        path = f"{FACTS}/{fact['id']}"

        answers = [
            client.patch(path, json={"opens_at": at}, headers={"if-match": '"v2"'})
            for at in ("2022-03-21T00:00:00.000001Z", "2022-03-21")
        ]

        assert [answer.status_code for answer in answers] == [422, 200]
        assert the_error(answers[0])["pointer"] == "/opens_at"


class TestReplaceOutcome:
    def replace(
        self, client: TestClient, fact: Json, body: Json, **headers: str
    ) -> Response:
        path = f"{FACTS}/{fact['id']}/outcome?reason=better"
        return client.put(path, json=body, headers=headers)

    def test_keeps_the_first_outcome_in_the_history(
        self, client: TestClient, fact: Json
    ) -> None:
        first = judge(client, fact, YES)

        answer = self.replace(client, fact, NO, **{"if-match": '"v2"'})

        assert answer.status_code == 200
        assert answer.headers["etag"].startswith('"v3-')
        assert answer.json()["id"] != first["id"]
        assert read(client, fact)["outcome"] == answer.json()
        line = last_change(client, fact)
        assert (line["action"], line["reason"]) == ("supersede", "better")
        (change,) = line["changes"]
        values = [[one["value"] for one in change[side]] for side in ("old", "new")]
        assert (change["field"], values) == ("outcomes", [["yes"], ["no"]])

    def test_creates_the_first_outcome(self, client: TestClient, fact: Json) -> None:
        answer = self.replace(client, fact, YES)

        assert answer.status_code == 200
        assert read(client, fact)["state"] == "happened"

    @pytest.mark.parametrize("version", ['"v2"', "v1", 'W/"v1"'])
    def test_refuses_a_wrong_version(
        self, client: TestClient, fact: Json, version: str
    ) -> None:
        answer = self.replace(client, fact, YES, **{"if-match": version})

        assert answer.status_code == 412
        assert read(client, fact)["outcome"] is None


class TestDeleteOutcome:
    @pytest.mark.parametrize(
        ("query", "version", "status"),
        [
            ("?reason=x", '"v2"', 204),
            ("", '"v2"', 422),
            ("?reason=x", None, 428),
            ("?reason=x", '"v1"', 412),
        ],
    )
    def test_requires_a_reason_and_the_version_of_the_fact(
        self, client: TestClient, fact: Json, query: str, version: Any, status: int
    ) -> None:
        judge(client, fact, YES)
        path = f"{FACTS}/{fact['id']}/outcome"
        headers = {"if-match": version} if version else {}

        answer = client.delete(f"{path}{query}", headers=headers)

        assert answer.status_code == status
        assert client.get(path).status_code == (404 if status == 204 else 200)
        assert read(client, fact)["state"] == ("open" if status == 204 else "happened")

    def test_a_missing_outcome_is_not_found(
        self, client: TestClient, fact: Json
    ) -> None:
        path = f"{FACTS}/{fact['id']}/outcome"

        assert client.get(path).status_code == 404
        answer = client.delete(f"{path}?reason=x", headers=if_match(fact))
        assert answer.status_code == 404


@pytest.mark.every_case
class TestReadFacts:
    @pytest.fixture
    def facts(self, client: TestClient, make_fact: Make, once: Once) -> dict[str, int]:
        """Facts in every state that verdicts and outcomes make."""

        def make() -> dict[str, int]:
            made = {name: make_fact(statement=name) for name in "abcdefg"}
            outcomes = zip("abcd", ("yes", "no", "ambiguous", "annulled"), strict=True)
            for name, value in outcomes:
                judge(client, made[name], YES | {"value": value})
            assess(client, made["a"], "false", as_of="2022-03-21")
            assess(client, made["e"], "false", as_of="2022-03-21")
            assess(client, made["e"], "mostly_true", as_of="2022-03-22")
            assess(client, made["f"], "true", assessor=DESK)
            assess(client, made["f"], "mostly_false")
            assess(client, made["g"], "unverifiable")
            return {name: fact["id"] for name, fact in made.items()}

        return once("judged facts", make)

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("status=happened", "a"),
            ("status=did_not_happen,ambiguous", "bc"),
            ("status=annulled&status=held_true", "de"),
            ("status=held_false", ""),
            ("status=contested", "f"),
            ("status=open&verdict=unverifiable", "g"),
            ("verdict=true", "f"),
            ("verdict=mostly_true,true", "ef"),
            ("verdict=false", "a"),
            ("outcome=yes", "a"),
            ("outcome=no&outcome=annulled", "bd"),
            ("outcome=none&verdict=mostly_true,unverifiable", "eg"),
            ("outcome=yes,none&verdict=false,mostly_true", "ae"),
            ("verdict=false&status=held_true", ""),
        ],
    )
    def test_filters_by_status_verdict_and_outcome(
        self, client: TestClient, facts: dict[str, int], query: str, names: str
    ) -> None:
        rows = walk(client, f"/facts?{query}&limit=2&sort=recorded")

        assert ids(rows) == [facts[name] for name in names]

    def test_each_fact_is_found_by_its_state(
        self, client: TestClient, facts: dict[str, int]
    ) -> None:
        for row in walk(client, "/facts"):
            found = ids(walk(client, f"/facts?status={row['state']}"))
            assert row["id"] in found
            assert row == client.get(f"{FACTS}/{row['id']}").json()
        assert facts
