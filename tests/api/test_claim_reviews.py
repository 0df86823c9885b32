import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, the_error
from tests.api.conftest import Make
from tests.keys import shown

REVIEW = f"{API}/claims/review"


@pytest.fixture
def drafts(make_claim: Make) -> list[Json]:
    texts = ("It rained.", "It poured.", "It snowed.")
    return [make_claim(text=text, review="draft") for text in texts]


class TestReviewManyClaims:
    def test_reviews_all_given_claims(
        self, client: TestClient, drafts: list[Json]
    ) -> None:
        ids = [claim["id"] for claim in reversed(drafts)]

        answer = client.post(REVIEW, json={"ids": ids, "review": "reviewed"})

        assert answer.status_code == 200, answer.text
        assert answer.json()["data"] == [
            {"id": claim_id, "version": 2, "review": "reviewed"} for claim_id in ids
        ]
        for claim_id in ids:
            read = client.get(f"{API}/claims/{claim_id}").json()
            assert (read["version"], read["review"]) == (2, "reviewed")

    def test_creates_an_audit_entry_for_each_claim(
        self, client: TestClient, drafts: list[Json]
    ) -> None:
        ids = [claim["id"] for claim in drafts]

        client.post(
            f"{REVIEW}?reason=read", json={"ids": ids, "review": "disputed"}
        ).raise_for_status()

        for claim_id in ids:
            history = client.get(f"{API}/claims/{claim_id}/history").json()["data"]
            assert [one["action"] for one in history] == ["update", "create"]
            assert history[0]["reason"] == "read"
            assert history[0]["changes"] == [
                {"field": "review", "old": "draft", "new": "disputed"}
            ]

    def test_leaves_claims_with_this_review_unchanged(
        self, client: TestClient, make_claim: Make, drafts: list[Json]
    ) -> None:
        reviewed = make_claim(text="It hailed.", review="reviewed")
        ids = [drafts[0]["id"], reviewed["id"], drafts[0]["id"]]

        answer = client.post(REVIEW, json={"ids": ids, "review": "reviewed"})

        versions = [(one["id"], one["version"]) for one in answer.json()["data"]]
        assert versions == [(drafts[0]["id"], 2), (reviewed["id"], 1)]
        history = client.get(f"{API}/claims/{reviewed['id']}/history").json()["data"]
        assert len(history) == 1

    @pytest.mark.parametrize("gone", ["unknown", "withdrawn"])
    def test_reviews_nothing_if_a_claim_is_unknown_or_withdrawn(
        self, client: TestClient, drafts: list[Json], gone: str
    ) -> None:
        ids = [claim["id"] for claim in drafts]
        if gone == "unknown":
            ids[1] = 9_000_000
        else:
            path = f"{API}/claims/{ids[1]}"
            client.delete(path, headers={"if-match": "*"}).raise_for_status()

        answer = client.post(REVIEW, json={"ids": ids, "review": "reviewed"})

        assert answer.status_code == 422
        assert the_error(answer) == {
            "pointer": "/ids/1",
            "message": "No such claim.",
            "code": "not_found",
        }
        assert client.get(f"{API}/claims/{ids[0]}").json()["review"] == "draft"

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"review": "reviewed"}, "/ids"),
            ({"ids": [], "review": "reviewed"}, "/ids"),
            ({"ids": [1] * 1001, "review": "reviewed"}, "/ids"),
            ({"ids": ["x"], "review": "reviewed"}, "/ids/0"),
            ({"ids": [1], "review": "good"}, "/review"),
            ({"ids": [1]}, "/review"),
        ],
    )
    def test_points_at_the_error(
        self, client: TestClient, body: Json, pointer: str
    ) -> None:
        answer = client.post(REVIEW, json=body)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer

    def test_returns_403_to_readers(
        self, client: TestClient, drafts: list[Json]
    ) -> None:
        body = {"ids": [drafts[0]["id"]], "review": "reviewed"}

        answer = client.post(REVIEW, json=body, headers=shown("reader"))

        assert answer.status_code == 403

    def test_reviews_a_thousand_claims_or_none(
        self, client: TestClient, claim_body: Json, article: Json
    ) -> None:
        claims = [
            claim_body | {"text": f"It rained {number} times.", "review": "draft"}
            for number in range(1000)
        ]
        batch = {"mode": "atomic", "claims": claims}
        made = client.post(f"{API}/claims/batch", json=batch)
        assert made.status_code == 201
        written = [claim["text"] for claim in claims]
        assert [claim["text"] for claim in made.json()["data"]] == written
        ids = [claim["id"] for claim in made.json()["data"]]
        wrong = [*ids[:777], 9_000_000, *ids[778:]]

        refused = client.post(REVIEW, json={"ids": wrong, "review": "reviewed"})
        history = client.get(f"{API}/claims/{ids[0]}/history").json()["data"]
        reviewed = f"{API}/claims?article={article['id']}&include=total"
        before = client.get(reviewed).json()["total"]
        taken = client.post(REVIEW, json={"ids": ids, "review": "reviewed"})

        assert refused.status_code == 422
        assert the_error(refused)["pointer"] == "/ids/777"
        assert [entry["action"] for entry in history] == ["create"]
        assert before == 0
        assert taken.status_code == 200
        assert client.get(reviewed).json()["total"] == 1000
