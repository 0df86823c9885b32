from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    LARGEST_ID,
    Json,
    said_by,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import Make

BATCH = f"{API}/claims/batch"


@pytest.fixture
def seventeen(claim_body: Json) -> list[Json]:
    """Claims of one source in one article, all of them valid."""
    return [claim_body | {"text": f"Claim {number}."} for number in range(17)]


class TestAtomic:
    def test_records_all_in_their_order(
        self, client: TestClient, seventeen: list[Json]
    ) -> None:
        answer = client.post(BATCH, json={"mode": "atomic", "claims": seventeen})

        assert answer.status_code == 201
        texts = [claim["text"] for claim in answer.json()["data"]]
        assert texts == [claim["text"] for claim in seventeen]
        for claim in answer.json()["data"][::8]:
            assert client.get(f"{API}/claims/{claim['id']}").json() == claim

    def test_says_what_else_it_made(self, client: TestClient, claim_body: Json) -> None:
        chain = [unnamed("official")]
        claims = [
            claim_body | {"attribution": chain, "tags": ["rain"]},
            claim_body | {"attribution": chain, "text": "It snowed."},
        ]

        answer = client.post(BATCH, json={"mode": "atomic", "claims": claims}).json()

        made = [one["resource"] for one in answer["created"]]
        assert made == ["source", "tag"]
        speakers = {claim["speakers"][0]["id"] for claim in answer["data"]}
        assert speakers == {answer["created"][0]["id"]}

    @pytest.mark.parametrize(
        ("wrong", "status", "pointer"),
        [
            ({"text": ""}, 422, "/claims/17/text"),
            ({"text": None}, 422, "/claims/17/text"),
            ({"article_id": LARGEST_ID}, 422, "/claims/17/article_id"),
            ({"revision_id": LARGEST_ID}, 422, "/claims/17/revision_id"),
            (
                {"attribution": said_by(LARGEST_ID)},
                422,
                "/claims/17/attribution/0/source_id",
            ),
            ({"attribution": []}, 422, "/claims/17/attribution"),
            (
                {"spans": [{"part": "content", "exact": "snow"}]},
                422,
                "/claims/17/spans/0/exact",
            ),
            ({"text": "Claim 3."}, 409, "/claims/17"),
            ({"colour": "red"}, 422, "/claims/17/colour"),
        ],
    )
    def test_writes_nothing_if_one_is_wrong(
        self,
        client: TestClient,
        claim_body: Json,
        seventeen: list[Json],
        wrong: Json,
        status: int,
        pointer: str,
    ) -> None:
        new = {"attribution": [unnamed("official")], "tags": ["rain"]}
        claims = [seventeen[0] | new, *seventeen[1:], claim_body | wrong]

        answer = client.post(BATCH, json={"mode": "atomic", "claims": claims})

        assert answer.status_code == status
        assert the_error(answer)["pointer"] == pointer
        assert walk(client, f"/claims?article={claim_body['article_id']}") == []
        assert walk(client, "/sources?anonymous=true") == []
        assert [tag["name"] for tag in walk(client, "/tags")] == ["noise"]

    def test_points_at_a_claim_that_is_none(
        self, client: TestClient, claim_body: Json
    ) -> None:
        answer = client.post(BATCH, json={"mode": "atomic", "claims": [claim_body, 7]})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/claims/1"


class TestEach:
    def test_records_those_that_can_be(
        self, client: TestClient, claim_body: Json
    ) -> None:
        claims: list[Any] = [
            claim_body,
            claim_body | {"text": ""},
            claim_body,
            claim_body | {"text": "It snowed.", "attribution": said_by(LARGEST_ID)},
            None,
            claim_body | {"text": "It froze.", "attribution": [unnamed("official")]},
        ]

        answer = client.post(BATCH, json={"mode": "each", "claims": claims})

        assert answer.status_code == 200
        data = answer.json()["data"]
        assert [one["status"] for one in data] == [201, 422, 409, 422, 422, 201]
        assert data[1]["problem"]["errors"][0]["pointer"] == "/text"
        in_the_way = {"resource": "claim", "id": data[0]["claim"]["id"]}
        assert data[2]["problem"]["conflict"] == in_the_way
        pointers = [error["pointer"] for error in data[3]["problem"]["errors"]]
        assert pointers == ["/attribution/0/source_id"]
        assert data[4]["problem"]["errors"][0]["pointer"] == ""
        assert [one["resource"] for one in answer.json()["created"]] == ["source"]
        rows = walk(client, f"/claims?article={claim_body['article_id']}")
        assert [row["text"] for row in rows] == ["It froze.", "It rained."]

    def test_leaves_nothing_of_a_claim_that_fails_late(
        self, client: TestClient, claim_body: Json
    ) -> None:
        # Its source and its tag are made before its words are looked for.
        late = {
            "attribution": [unnamed("official")],
            "tags": ["rain"],
            "spans": [{"part": "content", "exact": "not there"}],
        }

        answer = client.post(
            BATCH, json={"mode": "each", "claims": [claim_body | late]}
        )

        assert answer.json()["data"][0]["status"] == 422
        assert answer.json()["created"] == []
        assert walk(client, "/sources?anonymous=true") == []
        assert len(walk(client, "/changes")) == len(walk(client, "/changes?limit=3"))

    def test_matches_a_source_that_a_failed_claim_would_have_made(
        self, client: TestClient, claim_body: Json
    ) -> None:
        made = claim_body | {"attribution": [unnamed("official")]}
        failing = made | {"spans": [{"part": "content", "exact": "not there"}]}

        answer = client.post(BATCH, json={"mode": "each", "claims": [failing, made]})

        assert [one["status"] for one in answer.json()["data"]] == [422, 201]
        assert len(walk(client, "/sources?anonymous=true")) == 1

    def test_gives_every_problem_the_number_of_the_request(
        self, client: TestClient
    ) -> None:
        answer = client.post(BATCH, json={"mode": "each", "claims": [{}, 1]})

        numbers = {one["problem"]["request_id"] for one in answer.json()["data"]}
        assert numbers == {answer.headers["x-request-id"]}


class TestLimits:
    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"mode": "each", "claims": []}, "/claims"),
            ({"mode": "each", "claims": [{}] * 1001}, "/claims"),
            ({"mode": "most", "claims": [{}]}, "/mode"),
            ({"claims": [{}]}, "/mode"),
            ({"mode": "each", "claims": [{}], "dry": True}, "/dry"),
        ],
    )
    def test_points_at_what_is_wrong(
        self, client: TestClient, body: Json, pointer: str
    ) -> None:
        answer = client.post(BATCH, json=body)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer

    @pytest.mark.parametrize(("mode", "status"), [("atomic", 201), ("each", 200)])
    def test_takes_a_thousand_claims(
        self, client: TestClient, claim_body: Json, mode: str, status: int
    ) -> None:
        claims = [claim_body | {"text": f"Claim {n}."} for n in range(1000)]

        answer = client.post(BATCH, json={"mode": mode, "claims": claims})

        assert answer.status_code == status
        article = claim_body["article_id"]
        page = client.get(f"{API}/claims?article={article}&limit=1&include=total")
        assert page.json()["total"] == 1000

    def test_reaches_over_articles(
        self, client: TestClient, make_article: Make, source: Json
    ) -> None:
        articles = [make_article(text=f"Rain {n}.") for n in range(3)]
        claims = [
            {
                "article_id": article["id"],
                "text": "Rain.",
                "form": "paraphrase",
                "attribution": said_by(source["id"]),
                "spans": [{"part": "content", "exact": f"Rain {n}"}],
            }
            for n, article in enumerate(articles)
        ]

        answer = client.post(BATCH, json={"mode": "atomic", "claims": claims})

        found = [claim["article_id"] for claim in answer.json()["data"]]
        assert found == [article["id"] for article in articles]
