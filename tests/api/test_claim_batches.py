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
    said_by,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import Make

BATCH = f"{API}/claims/batch"
MINE = "/claims?form=direct_quote&review=any&sort=recorded"


def send(client: TestClient, claims: Any, mode: str = "atomic") -> Response:
    return client.post(BATCH, json={"mode": mode, "claims": claims})


@pytest.fixture
def bodies(claim_body: Json) -> list[Json]:
    return [claim_body | {"text": f"It rained {n} times."} for n in range(20)]


class TestAtomic:
    def test_records_all_claims_in_order(
        self, client: TestClient, bodies: list[Json]
    ) -> None:
        answer = send(client, bodies)

        assert answer.status_code == 201
        made = answer.json()["data"]
        assert [claim["text"] for claim in made] == [one["text"] for one in bodies]
        assert ids(made) == sorted(ids(made))
        assert ids(walk(client, f"{MINE}&limit=7")) == ids(made)
        for claim in (made[0], made[-1]):
            assert client.get(f"{API}/claims/{claim['id']}").json() == claim

    def test_lists_other_created_records(
        self, client: TestClient, bodies: list[Json]
    ) -> None:
        bodies[1] |= {"attribution": [unnamed("official")], "tags": ["rain"]}
        bodies[2] |= {"attribution": [unnamed("OFFICIAL")], "tags": ["rain", "snow"]}

        body = send(client, bodies[:3]).json()

        first, second = (body["data"][n]["speakers"][0]["id"] for n in (1, 2))
        assert first == second
        assert body["created"][0] == {"resource": "source", "id": first}
        made = [one["resource"] for one in body["created"]]
        assert made == ["source", "tag", "tag"]

    def test_lists_nothing_if_no_other_record_was_created(
        self, client: TestClient, bodies: list[Json]
    ) -> None:
        assert send(client, bodies).json()["created"] == []

    @pytest.mark.parametrize(
        ("wrong", "status", "pointer"),
        [
            ({"text": ""}, 422, "/text"),
            ({"text": 5}, 422, "/text"),
            ({"colour": "red"}, 422, "/colour"),
            ({"article_id": LARGEST_ID}, 422, "/article_id"),
            ({"revision_id": LARGEST_ID}, 422, "/revision_id"),
            ({"attribution": []}, 422, "/attribution"),
            (
                {"attribution": said_by(LARGEST_ID)},
                422,
                "/attribution/0/source_id",
            ),
            (
                {"spans": [{"part": "content", "exact": "hail"}]},
                422,
                "/spans/0/exact",
            ),
            ({"probability_low": 0.5}, 422, "/probability_basis"),
            ({"text": "It rained 3 times."}, 409, ""),
        ],
    )
    def test_writes_nothing_and_points_at_the_first_problem(
        self,
        client: TestClient,
        bodies: list[Json],
        wrong: Json,
        status: int,
        pointer: str,
    ) -> None:
        bodies[16] |= {"attribution": [unnamed("official")], "tags": ["rain"]}
        bodies[17] |= wrong

        answer = send(client, bodies)

        assert answer.status_code == status
        assert the_error(answer)["pointer"] == f"/claims/17{pointer}"
        assert walk(client, MINE) == []
        assert walk(client, "/sources?anonymous=true") == []
        assert [tag["name"] for tag in walk(client, "/tags")] == ["noise"]

    def test_is_refused_if_a_claim_exists_already(
        self, client: TestClient, bodies: list[Json], make_claim: Make
    ) -> None:
        stored = make_claim(text=bodies[4]["text"])

        answer = send(client, bodies)

        assert answer.status_code == 409
        conflict = {"resource": "claim", "id": stored["id"]}
        assert answer.json()["conflict"] == conflict
        assert ids(walk(client, MINE)) == [stored["id"]]

    def test_lists_the_candidates_of_an_ambiguous_source(
        self, client: TestClient, bodies: list[Json], make_source: Make
    ) -> None:
        twins = [make_source(name="John Smith")["id"] for _ in range(2)]
        named = {"kind": "person", "name": "john smith"}
        bodies[1]["attribution"] = [
            {"position": 1, "relation": "said", "source": named}
        ]

        answer = send(client, bodies[:2])

        assert answer.status_code == 409
        assert sorted(ids(answer.json()["candidates"])) == twins

    def test_points_at_a_claim_that_is_not_an_object(
        self, client: TestClient, claim_body: Json
    ) -> None:
        answer = send(client, [claim_body, 7])

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/claims/1"

    def test_accepts_claims_of_several_articles(
        self, client: TestClient, make_article: Make, source: Json
    ) -> None:
        articles = [make_article(text=f"{'Then ' * n}rain {n}.") for n in range(3)]
        claims = [
            claim_in(
                article["id"],
                said_by(source["id"]),
                spans=[{"part": "content", "exact": f"rain {n}"}],
            )
            for n, article in enumerate(articles)
        ]

        made = send(client, claims[::-1]).json()["data"]

        assert [claim["article_id"] for claim in made] == ids(articles[::-1])
        assert [claim["spans"][0]["start"] for claim in made] == [10, 5, 0]


class TestEach:
    def test_records_valid_items(
        self, client: TestClient, bodies: list[Json], make_claim: Make
    ) -> None:
        stored = make_claim(text=bodies[4]["text"])
        bodies[1] |= {"text": ""}
        bodies[2] |= {"attribution": said_by(LARGEST_ID)}
        bodies[3] |= {"attribution": [unnamed("official")]}

        answer = send(client, bodies[:6], "each")

        assert answer.status_code == 200
        data = answer.json()["data"]
        assert [one["status"] for one in data] == [201, 422, 422, 201, 409, 201]
        made = [data[n]["claim"] for n in (0, 3, 5)]
        assert [claim["text"] for claim in made] == [
            bodies[n]["text"] for n in (0, 3, 5)
        ]
        assert ids(walk(client, MINE)) == [stored["id"], *ids(made)]
        conflict = {"resource": "claim", "id": stored["id"]}
        assert data[4]["problem"]["conflict"] == conflict
        (speaker,) = made[1]["speakers"]
        assert answer.json()["created"] == [{"resource": "source", "id": speaker["id"]}]

    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [
            ({"text": ""}, "/text"),
            ({"colour": "red"}, "/colour"),
            ({"article_id": LARGEST_ID}, "/article_id"),
            ({"attribution": said_by(LARGEST_ID)}, "/attribution/0/source_id"),
            ({"spans": [{"part": "content", "exact": "hail"}]}, "/spans/0/exact"),
            ({"said": {"precision": "day"}}, "/said"),
        ],
    )
    def test_pointers_are_relative_to_the_claim(
        self, client: TestClient, bodies: list[Json], wrong: Json, pointer: str
    ) -> None:
        bodies[1] |= wrong

        answer = send(client, bodies[:2], "each")

        problem = answer.json()["data"][1]["problem"]
        assert problem["status"] == 422
        assert problem["type"] == "/problems/invalid"
        assert [error["pointer"] for error in problem["errors"]] == [pointer]

    def test_stores_nothing_of_a_failed_claim(
        self, client: TestClient, bodies: list[Json]
    ) -> None:
        bodies[0] |= {
            "attribution": [unnamed("official")],
            "tags": ["rain"],
            "spans": [{"part": "content", "exact": "hail"}],
        }
        bodies[1] |= {"probability_low": 0.5, "tags": ["rain"]}

        body = send(client, bodies[:2], "each").json()

        assert [one["status"] for one in body["data"]] == [422, 422]
        assert body["created"] == []
        assert walk(client, MINE) == []
        assert walk(client, "/sources?anonymous=true") == []
        assert [tag["name"] for tag in walk(client, "/tags")] == ["noise"]

    def test_records_the_first_of_two_equal_claims(
        self, client: TestClient, claim_body: Json
    ) -> None:
        body = send(client, [claim_body, claim_body], "each").json()

        first, second = body["data"]
        conflict = {"resource": "claim", "id": first["claim"]["id"]}
        assert second["status"] == 409
        assert second["problem"]["conflict"] == conflict

    def test_creates_records_again_that_a_failed_claim_described(
        self, client: TestClient, bodies: list[Json]
    ) -> None:
        described = {"attribution": [unnamed("official")], "tags": ["rain"]}
        bodies[0] |= described | {"probability_low": 0.5}
        bodies[1] |= described

        body = send(client, bodies[:2], "each").json()

        assert [one["status"] for one in body["data"]] == [422, 201]
        assert body["data"][1]["claim"]["tags"] == ["rain"]
        assert len(body["created"]) == 2

    @pytest.mark.parametrize("claim", [None, 5, "claim", []])
    def test_refuses_items_that_are_not_objects(
        self, client: TestClient, claim_body: Json, claim: Any
    ) -> None:
        first, second = send(client, [claim, claim_body], "each").json()["data"]

        assert (first["status"], second["status"]) == (422, 201)
        assert [error["pointer"] for error in first["problem"]["errors"]] == [""]

    def test_every_problem_has_the_request_id(self, client: TestClient) -> None:
        answer = send(client, [{}, 1], "each")

        numbers = {one["problem"]["request_id"] for one in answer.json()["data"]}
        assert numbers == {answer.headers["x-request-id"]}


class TestTransactions:
    def test_mode_each_stores_claims_in_several_transactions(
        self, client: TestClient, claim_body: Json
    ) -> None:
        many = [claim_body | {"text": f"{n}"} for n in range(120)]
        many[60] = many[110] = claim_body | {"text": "7"}

        data = send(client, many, "each").json()["data"]

        refused = [n for n, one in enumerate(data) if one["status"] == 409]
        assert refused == [60, 110]
        made = [one["claim"] for one in data if "claim" in one]
        assert ids(made) == sorted(ids(made))
        assert len({one["created_at"] for one in made}) == 3

    def test_an_idempotency_key_makes_one_transaction(
        self, client: TestClient, claim_body: Json
    ) -> None:
        many = [claim_body | {"text": f"{n}"} for n in range(120)]
        batch: Any = {"json": {"mode": "each", "claims": many}}

        first, second = (
            client.post(BATCH, headers={"Idempotency-Key": "a"}, **batch)
            for _ in range(2)
        )

        assert first.json() == second.json()
        data = [one["claim"] for one in first.json()["data"]]
        assert len({one["created_at"] for one in data}) == 1

    def test_pointers_of_matches_refer_to_the_whole_request(
        self, client: TestClient, claim_body: Json
    ) -> None:
        many = [claim_body | {"text": f"{n}"} for n in range(60)]
        many[0] = {}
        many[55] |= {"tags": ["noise"]}

        matched = send(client, many, "each").json()["matched"]

        assert [one["pointer"] for one in matched] == ["/claims/55/tags/0"]


class TestShape:
    @pytest.mark.parametrize("mode", ["atomic", "each"])
    @pytest.mark.parametrize(("count", "code"), [(0, "too_short"), (1001, "too_long")])
    def test_requires_one_to_a_thousand_claims(
        self, client: TestClient, claim_body: Json, mode: str, count: int, code: str
    ) -> None:
        answer = send(client, [claim_body] * count, mode)

        assert answer.status_code == 422
        error = the_error(answer)
        assert (error["pointer"], error["code"]) == ("/claims", code)
        assert walk(client, MINE) == []

    def test_accepts_a_thousand_claims_of_which_one_is_valid(
        self, client: TestClient, claim_body: Json
    ) -> None:
        answer = send(client, [{}] * 999 + [claim_body], "each")

        assert answer.status_code == 200
        statuses = [one["status"] for one in answer.json()["data"]]
        assert statuses == [422] * 999 + [201]

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("body", "pointers"),
        [
            ({"mode": "some", "claims": [{}]}, ["/mode"]),
            ({"mode": None, "claims": [{}]}, ["/mode"]),
            ({"claims": [{}]}, ["/mode"]),
            ({"mode": "each"}, ["/claims"]),
            ({"mode": "each", "claims": {}}, ["/claims"]),
            ({"mode": "each", "claims": [{}], "colour": "red"}, ["/colour"]),
            ([], [""]),
            ({}, ["/mode", "/claims"]),
        ],
    )
    def test_points_at_the_error(
        self, client: TestClient, body: Any, pointers: list[str]
    ) -> None:
        answer = client.post(BATCH, json=body)

        assert answer.status_code == 422
        found = [error["pointer"] for error in answer.json()["errors"]]
        assert found == pointers

    def test_stores_the_reason_for_each_claim(
        self, client: TestClient, bodies: list[Json]
    ) -> None:
        body = {"mode": "atomic", "claims": bodies[:2]}
        made = client.post(f"{BATCH}?reason=morning", json=body).json()["data"]

        for claim in made:
            (entry,) = walk(client, f"/claims/{claim['id']}/history")
            assert entry["reason"] == "morning"
