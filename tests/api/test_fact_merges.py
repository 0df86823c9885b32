from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.bodies import API, LARGEST_ID, Json, ids, if_match, the_error, walk
from tests.api.conftest import Make
from tests.api.test_durability import at_once, statuses

FACTS = f"{API}/facts"
YES = {"value": "yes", "known_at": "2022-03-21"}
HELD = {"verdict": "true", "as_of": "2022-03-21"}
# Every address below a fact that can be read.
PARTS = ["", "/claims", "/assessments", "/assessments/1", "/outcome"]


def merge(client: TestClient, fact: Json, into: Json, **headers: str) -> Response:
    return client.post(
        f"{FACTS}/{fact['id']}/merge?reason=the+same",
        json={"merged_into_id": into["id"]},
        headers=headers or if_match(fact),
    )


def merged_into(client: TestClient, fact: Json, into: Json) -> Json:
    answer = merge(client, fact, into)
    assert answer.status_code == 200, answer.text
    record: Json = answer.json()
    return record


def unmerge(client: TestClient, fact: Json, **headers: str) -> Response:
    path = f"{FACTS}/{fact['id']}/unmerge?reason=two+after+all"
    return client.post(path, headers=headers or if_match(fact))


def judged(client: TestClient, fact: Json, **values: Any) -> Json:
    """Assess and settle a fact; return it with its version since."""
    for part, body in (("assessments", HELD), ("outcome", YES | values)):
        path = f"{FACTS}/{fact['id']}/{part}?reason=x"
        client.post(path, json=body).raise_for_status()
    return fact | {"version": fact["version"] + 2}


def counting(client: TestClient, fact: Json) -> list[Any]:
    """Return all that counts for a fact, as it is read."""
    path = f"/facts/{fact['id']}"
    record = client.get(API + path).json()
    claims = ids(walk(client, f"{path}/claims"))
    held = ids(walk(client, f"{path}/assessments"))
    return [claims, held, record["outcome"], record["state"]]


@pytest.fixture
def pair(make_fact: Make) -> tuple[Json, Json]:
    return make_fact(slug="merged"), make_fact(slug="left")


class TestMerge:
    def test_returns_the_merged_fact(
        self, client: TestClient, pair: tuple[Json, Json]
    ) -> None:
        merged, left = pair

        answer = merge(client, merged, left)

        assert answer.status_code == 200
        ref = {name: left[name] for name in ("id", "slug", "statement")}
        assert (
            answer.json().items()
            >= {
                "id": merged["id"],
                "version": 2,
                "merged_into_id": left["id"],
                "merged_into": ref,
            }.items()
        )
        assert answer.headers["etag"].startswith('"v2-')

    def test_moves_judgements_to_the_survivor(
        self, client: TestClient, make_claim: Make, pair: tuple[Json, Json]
    ) -> None:
        merged, left = pair
        stances = [{"fact_id": merged["id"], "stance": "denies"}]
        claim = make_claim(stances=stances)
        merged = judged(client, merged)
        before = counting(client, merged)

        merged_into(client, merged, left)

        assert counting(client, left) == before
        shown = client.get(f"{API}/claims/{claim['id']}").json()
        assert shown["stances"][0]["fact"]["slug"] == "left"
        assert shown["version"] == 1
        assert ids(walk(client, f"/claims?fact={left['id']}")) == [claim["id"]]
        assert walk(client, f"/claims?fact={merged['id']}") == []
        path = f"{API}/claims/{claim['id']}/stances"
        assert client.get(f"{path}/{left['id']}").status_code == 200
        assert client.get(f"{path}/{merged['id']}").status_code == 404

    def test_removes_the_merged_fact_from_lists(
        self, client: TestClient, pair: tuple[Json, Json]
    ) -> None:
        merged, left = pair

        merged_into(client, merged, left)

        for query in ("", "?include=withdrawn", "?status=open", "?q=rains"):
            rows = ids(walk(client, f"/facts{query}"))
            assert left["id"] in rows
            assert merged["id"] not in rows

    def test_creates_an_audit_entry_of_the_merged_fact(
        self, client: TestClient, pair: tuple[Json, Json]
    ) -> None:
        merged, left = pair
        merged_into(client, merged, left)
        unmerge(client, merged, **{"if-match": '"v2"'})

        undone, done, _ = walk(client, f"/facts/{merged['id']}/history")

        assert (done["action"], done["reason"]) == ("merge", "the same")
        into = {"field": "merged_into_id", "old": None, "new": left["id"]}
        assert done["changes"] == [into]
        assert (undone["action"], undone["reason"]) == ("unmerge", "two after all")
        assert undone["changes"] == [into | {"old": left["id"], "new": None}]
        assert walk(client, "/changes")[-2:] == [done, undone]
        assert len(walk(client, f"/facts/{left['id']}/history")) == 1

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({}, "missing"),
            ({"merged_into_id": None}, "int_type"),
            ({"merged_into_id": "left"}, "value_error"),
            ({"merged_into_id": 0}, "greater_than_equal"),
            ({"merged_into_id": LARGEST_ID}, "not_found"),
        ],
    )
    def test_refuses_invalid_and_unknown_facts(
        self, client: TestClient, fact: Json, body: Json, code: str
    ) -> None:
        path = f"{FACTS}/{fact['id']}/merge?reason=x"

        answer = client.post(path, json=body, headers=if_match(fact))

        assert answer.status_code == 422
        error = the_error(answer)
        assert (error["pointer"], error["code"]) == ("/merged_into_id", code)
        assert client.get(f"{FACTS}/{fact['id']}").json()["version"] == 1

    def test_refuses_itself_its_parts_and_circles(
        self, client: TestClient, make_fact: Make, pair: tuple[Json, Json]
    ) -> None:
        merged, left = pair
        part = make_fact(parent_id=merged["id"])
        messages = [
            the_error(merge(client, merged, into))["message"] for into in (merged, part)
        ]
        merged_into(client, merged, left)

        back = merge(client, left, merged)

        assert messages == [
            "A fact cannot be merged into itself.",
            "A fact cannot be merged into a part of itself.",
        ]
        assert back.status_code == 422
        assert the_error(back)["message"] == (
            "That fact is merged into this one: unmerge it first."
        )
        assert client.get(f"{FACTS}/{left['id']}").status_code == 200

    @pytest.mark.parametrize("kind", ["stance", "assessment", "outcome"])
    def test_refuses_facts_with_different_judgements(
        self, client: TestClient, make_claim: Make, pair: tuple[Json, Json], kind: str
    ) -> None:
        values = {"stance": ("supports", "denies")}.get(kind, ("supports",) * 2)
        stances = [
            {"fact_id": fact["id"], "stance": value}
            for fact, value in zip(pair, values, strict=True)
        ]
        make_claim(stances=stances)
        said = {"assessment": ("true", "mixed")}.get(kind, ("true", "true"))
        known = {"outcome": ("yes", "annulled")}.get(kind, ("yes", "yes"))
        for fact, verdict, value in zip(pair, said, known, strict=True):
            held = HELD | {"verdict": verdict}
            path = f"{FACTS}/{fact['id']}"
            client.post(f"{path}/assessments?reason=x", json=held)
            client.post(f"{path}/outcome?reason=x", json=YES | {"value": value})

        answer = merge(client, *pair, **{"if-match": '"v3"'})

        assert answer.status_code == 409
        assert (answer.json()["conflict"]["resource"], answer.json()["count"]) == (
            (kind, 1)
        )
        assert [client.get(f"{FACTS}/{f['id']}").status_code for f in pair] == [200] * 2

    @pytest.mark.parametrize("action", ["merge", "unmerge"])
    @pytest.mark.parametrize(
        ("query", "version", "status"),
        [
            ("", '"v1"', 422),
            ("?reason=", '"v1"', 422),
            ("?reason=x", None, 428),
            ("?reason=x", '"v9"', 412),
        ],
    )
    def test_requires_a_reason_and_the_version(
        self,
        client: TestClient,
        pair: tuple[Json, Json],
        action: str,
        query: str,
        version: Any,
        status: int,
    ) -> None:
        path = f"{FACTS}/{pair[0]['id']}/{action}{query}"
        body: Any = {"json": {"merged_into_id": pair[1]["id"]}}

        answer = client.post(
            path,
            headers={"if-match": version} if version else {},
            **(body if action == "merge" else {}),
        )

        assert answer.status_code == status


class TestMergedFact:
    @pytest.fixture
    def gone(self, client: TestClient, pair: tuple[Json, Json]) -> Json:
        """A fact with everything in it, merged into the other one of the pair."""
        return merged_into(client, judged(client, pair[0]), pair[1])

    @pytest.mark.parametrize("part", PARTS)
    @pytest.mark.parametrize("query", ["", "?fields=id", "?as_of=2023-01-01"])
    def test_redirects_to_the_survivor(
        self,
        client: TestClient,
        gone: Json,
        pair: tuple[Json, Json],
        part: str,
        query: str,
    ) -> None:
        left = pair[1]["id"]

        for key in (gone["id"], "merged"):
            answer = client.get(f"{FACTS}/{key}{part}{query}", follow_redirects=False)

            assert answer.status_code == 308
            assert answer.headers["location"] == f"{FACTS}/{left}{part}{query}"
            assert answer.headers["cache-control"] == "no-cache"
            assert answer.content == b""

    def test_redirects_through_several_merges(
        self, client: TestClient, gone: Json, pair: tuple[Json, Json], make_fact: Make
    ) -> None:
        last = make_fact()
        merged_into(client, pair[1], last)

        answer = client.get(f"{FACTS}/{gone['id']}/outcome", follow_redirects=True)

        assert len(answer.history) == 2
        assert str(answer.url).endswith(f"{FACTS}/{last['id']}/outcome")
        assert answer.json()["value"] == "yes"

    def test_keeps_its_own_history(self, client: TestClient, gone: Json) -> None:
        lines = walk(client, f"/facts/{gone['id']}/history")

        assert [line["version"] for line in lines] == [4, 3, 2, 1]

    @pytest.mark.parametrize(
        ("method", "part", "body"),
        [
            ("PATCH", "", {"note": "x"}),
            ("DELETE", "", None),
            ("POST", "/restore", None),
            ("POST", "/merge", {}),  # into a third fact
            ("POST", "/assessments", HELD),
            ("POST", "/outcome", YES),
            ("PUT", "/outcome", YES),
            ("DELETE", "/outcome", None),
        ],
    )
    def test_refuses_writes(
        self,
        client: TestClient,
        gone: Json,
        pair: tuple[Json, Json],
        fact: Json,
        method: str,
        part: str,
        body: Json | None,
    ) -> None:
        if part == "/merge":
            body = {"merged_into_id": fact["id"]}
        before = walk(client, "/changes?limit=1000")

        answer = client.request(
            method,
            f"{FACTS}/{gone['id']}{part}?reason=x",
            headers=if_match(gone),
            **({} if body is None else {"json": body}),
        )

        assert answer.status_code == 409
        conflict = {"resource": "fact", "id": pair[1]["id"]}
        assert answer.json()["conflict"] == conflict
        assert walk(client, "/changes?limit=1000") == before

    def test_refuses_stances(
        self, client: TestClient, gone: Json, pair: tuple[Json, Json], claim: Json
    ) -> None:
        path = f"{API}/claims/{claim['id']}"
        stance = {"stance": "denies"}
        body = {"stances": [stance | {"fact": "merged"}]}

        answers = [
            client.put(f"{path}/stances/{gone['id']}?reason=x", json=stance),
            client.delete(
                f"{path}/stances/{gone['id']}?reason=x", headers=if_match(claim)
            ),
            client.patch(path, json=body, headers=if_match(claim)),
        ]

        assert [answer.status_code for answer in answers] == [409, 409, 422]
        error = the_error(answers[2])
        assert (error["pointer"], error["code"]) == ("/stances/0/fact", "merged")
        assert error["message"] == f"This fact is now {pair[1]['id']}."

    def test_cannot_be_a_parent_and_its_survivor_cannot_be_withdrawn(
        self, client: TestClient, gone: Json, pair: tuple[Json, Json]
    ) -> None:
        body = {"statement": "A part.", "parent_id": gone["id"]}

        part = client.post(FACTS, json=body)
        withdrawal = client.delete(
            f"{FACTS}/{pair[1]['id']}", headers=if_match(pair[1])
        )

        assert (part.status_code, the_error(part)["code"]) == (422, "merged")
        assert (withdrawal.status_code, withdrawal.json()["count"]) == (409, 1)

    def test_keeps_its_slug(self, client: TestClient, gone: Json) -> None:
        answer = client.post(FACTS, json={"statement": "x", "slug": "merged"})

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "fact", "id": gone["id"]}


class TestUnmerge:
    def test_restores_both_facts(
        self, client: TestClient, make_claim: Make, pair: tuple[Json, Json]
    ) -> None:
        merged, left = (judged(client, fact) for fact in pair)
        make_claim(
            stances=[{"fact_id": f["id"], "stance": "supports"} for f in (merged, left)]
        )
        before = [counting(client, fact) for fact in (merged, left)]
        gone = merged_into(client, merged, left)

        back = unmerge(client, gone)

        assert back.status_code == 200
        assert back.json()["merged_into_id"] is None
        assert [counting(client, fact) for fact in (merged, left)] == before
        read = client.get(f"{FACTS}/merged")
        assert (read.json(), read.headers["etag"]) == (
            back.json(),
            back.headers["etag"],
        )

    def test_leaves_later_judgements_to_the_survivor(
        self, client: TestClient, pair: tuple[Json, Json]
    ) -> None:
        merged, left = judged(client, pair[0]), pair[1]
        before = counting(client, merged)
        gone = merged_into(client, merged, left)
        path = f"{FACTS}/{left['id']}"
        no = YES | {"value": "no"}
        client.put(f"{path}/outcome?reason=x", json=no).raise_for_status()
        later = HELD | {"verdict": "false"}
        client.post(f"{path}/assessments?reason=x", json=later).raise_for_status()

        unmerge(client, gone).raise_for_status()

        assert counting(client, merged) == before
        claims, held, outcome, state = counting(client, left)
        assert (claims, len(held), outcome["value"]) == ([], 1, "no")
        assert state == "did_not_happen"

    def test_the_survivor_cannot_delete_the_outcome_of_the_merged_fact(
        self, client: TestClient, pair: tuple[Json, Json]
    ) -> None:
        gone = merged_into(client, judged(client, pair[0]), pair[1])
        path = f"{FACTS}/{pair[1]['id']}/outcome"

        answer = client.delete(f"{path}?reason=x", headers=if_match(pair[1]))

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "fact", "id": gone["id"]}
        assert client.get(path).status_code == 200

    def test_refuses_a_fact_that_is_not_merged(
        self, client: TestClient, fact: Json
    ) -> None:
        answer = unmerge(client, fact)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "fact", "id": fact["id"]}
        assert unmerge(client, {"id": LARGEST_ID, "version": 1}).status_code == 404


class TestConcurrentWrites:
    def test_only_one_of_opposite_merges_succeeds(
        self, client: TestClient, pair: tuple[Json, Json]
    ) -> None:
        answers = at_once(lambda n: merge(client, pair[n % 2], pair[1 - n % 2]))

        done = statuses(answers)
        assert done[200] == 1
        assert done[409] + done[422] + done[412] == len(answers) - 1
        assert len(walk(client, "/facts?q=rains")) == 1

    def test_create_only_one_outcome(self, client: TestClient, fact: Json) -> None:
        path = f"{FACTS}/{fact['id']}/outcome?reason=x"

        answers = at_once(lambda n: client.post(path, json=YES | {"rationale": f"{n}"}))

        assert statuses(answers) == {201: 1, 409: len(answers) - 1}
