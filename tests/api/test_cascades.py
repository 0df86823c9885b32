"""An article withdrawn with its claims, and brought back."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, ids, if_match, said_by, unnamed, walk
from tests.api.conftest import Make

pytestmark = pytest.mark.every_case

ARTICLES = f"{API}/articles"
CLAIMS = [
    {"text": text, "form": "direct_quote", "attribution": [unnamed("an official")]}
    for text in ("It rained.", "It snowed.", "It hailed.")
]


@pytest.fixture
def article(make_article: Make) -> Json:
    return make_article(claims=CLAIMS)


def live(client: TestClient, article: Json) -> tuple[list[int], list[int]]:
    """Return the live claims and unnamed sources of an article."""
    claims = client.get(f"{API}/claims", params={"article": article["id"]})
    sources = client.get(f"{API}/sources", params={"article": article["id"]})
    return sorted(ids(claims.json()["data"])), sorted(ids(sources.json()["data"]))


def withdraw(client: TestClient, article: Json, **params: str) -> int:
    answer = client.delete(
        f"{ARTICLES}/{article['id']}",
        params={"cascade": "true"} | params,
        headers={"if-match": "*"},
    )
    return answer.status_code


def restore(client: TestClient, article: Json) -> None:
    answer = client.post(
        f"{ARTICLES}/{article['id']}/restore?reason=Wrong.", headers={"if-match": "*"}
    )
    assert answer.status_code == 200, answer.text


class TestDeleteWithCascade:
    def test_withdraws_claims_and_unnamed_sources(
        self, client: TestClient, article: Json
    ) -> None:
        claims, sources = live(client, article)
        assert (len(claims), len(sources)) == (3, 1)

        assert withdraw(client, article) == 204

        assert client.get(f"{ARTICLES}/{article['id']}").status_code == 410
        assert live(client, article) == ([], [])

    def test_creates_an_audit_entry_for_each_record(
        self, client: TestClient, article: Json
    ) -> None:
        withdraw(client, article, reason="Recorded twice.")

        changes = walk(client, "/changes")[-5:]

        assert [one["action"] for one in changes] == ["withdraw"] * 5
        assert {one["reason"] for one in changes} == {"Recorded twice."}

    def test_is_refused_without_cascade_while_claims_are_live(
        self, client: TestClient, article: Json
    ) -> None:
        assert withdraw(client, article, cascade="false") == 409

        assert len(live(client, article)[0]) == 3

    def test_is_refused_while_a_claim_is_evidence_for_a_fact(
        self, client: TestClient, article: Json
    ) -> None:
        claim = live(client, article)[0][1]
        fact = client.post(f"{API}/facts", json={"statement": "It snowed."}).json()
        client.post(
            f"{API}/facts/{fact['id']}/assessments?reason=Seen.",
            json={"verdict": "true", "evidence": [{"claim_id": claim}]},
        ).raise_for_status()

        answer = client.delete(
            f"{ARTICLES}/{article['id']}?cascade=true", headers={"if-match": "*"}
        )

        assert answer.status_code == 409
        assert (
            answer.json()["conflict"].items()
            >= {
                "resource": "fact",
                "id": fact["id"],
            }.items()
        )
        assert f"claim {claim}" in answer.json()["detail"]
        assert len(live(client, article)[0]) == 3

    def test_is_refused_for_an_article_that_others_reprint(
        self, client: TestClient, article: Json, make_article: Make
    ) -> None:
        make_article(root_article_id=article["id"])

        assert withdraw(client, article) == 409

        assert len(live(client, article)[0]) == 3


class TestRestore:
    @pytest.mark.parametrize("before", [[], [0], [1, 2], [0, 1, 2]])
    def test_restores_records_withdrawn_with_it_and_no_others(
        self, client: TestClient, article: Json, before: list[int]
    ) -> None:
        claims = live(client, article)[0]
        for place in before:
            client.delete(f"{API}/claims/{claims[place]}", headers={"if-match": "*"})
        stood = live(client, article)

        withdraw(client, article)
        restore(client, article)

        assert live(client, article) == stood

    def test_is_refused_while_a_source_of_a_claim_is_withdrawn(
        self, client: TestClient, make_article: Make, make_source: Make
    ) -> None:
        source = make_source(name="Ann E")
        claim = CLAIMS[0] | {"attribution": said_by(source["id"])}
        article = make_article(claims=[claim])
        withdraw(client, article)
        client.delete(f"{API}/sources/{source['id']}", headers=if_match(source))

        answer = client.post(
            f"{ARTICLES}/{article['id']}/restore?reason=Wrong.",
            headers={"if-match": "*"},
        )

        assert answer.status_code == 409
        assert live(client, article) == ([], [])
