"""Redaction over HTTP: what remains visible, and who may redact."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, the_error, unnamed, walk
from tests.api.conftest import Make
from tests.keys import shown

pytestmark = pytest.mark.every_case

SECRET = "Zebra"  # noqa: S105 - who it was
WHY = {"reason": "an order of the court"}
TEXT = "“It rained,” said Zebra of the ministry."


def redact(client: TestClient, path: str, version: int = 1) -> None:
    answer = client.post(
        f"{API}{path}/redact", params=WHY, headers={"if-match": f'"v{version}"'}
    )
    assert answer.status_code == 204, answer.text
    assert answer.content == b""


@pytest.fixture
def quoted(client: TestClient, make_article: Make) -> Json:
    """A claim of an unnamed source in an article that names her."""
    article = make_article(text=TEXT, title=f"{SECRET} speaks")
    source = unnamed(SECRET) | {"as_printed": SECRET}
    body = claim_in(article["id"], [source]) | {
        "text": "It rained",
        "spans": [{"part": "content", "exact": "It rained"}],
    }
    made = client.post(f"{API}/claims", json=body, headers={"idempotency-key": "k"})
    assert made.status_code == 201, made.text
    record: Json = made.json()
    return record


def everything(client: TestClient) -> str:
    paths = ("/changes", "/claims", "/sources", "/articles")
    return str([walk(client, path) for path in paths])


class TestRedact:
    def test_removes_the_text_from_all_responses_and_searches(
        self, client: TestClient, quoted: Json
    ) -> None:
        source = quoted["attribution"][0]["source_id"]
        article = quoted["article_id"]
        assert SECRET in everything(client)

        redact(client, f"/sources/{source}")
        redact(client, f"/articles/{article}")

        assert SECRET not in everything(client)
        for path in (
            f"/claims/{quoted['id']}",
            f"/claims/{quoted['id']}/history",
            f"/sources/{source}",
            f"/sources/{source}/history",
            f"/articles/{article}",
            f"/articles/{article}/revisions/1",
            f"/articles/{article}/history",
        ):
            answer = client.get(f"{API}{path}")
            assert answer.status_code == 200
            assert SECRET not in answer.text
        for words in ({"q": SECRET}, {"q": "zebra"}):
            for resource in ("claims", "sources", "articles"):
                found = client.get(f"{API}/{resource}", params=words).json()
                assert found["data"] == []

    def test_keeps_audit_entries_and_other_fields(
        self, client: TestClient, quoted: Json
    ) -> None:
        path = f"/claims/{quoted['id']}"
        (before,) = walk(client, f"{path}/history")

        redact(client, path)

        erased, made = walk(client, f"{path}/history")
        assert erased["action"] == "redact"
        assert erased["reason"] == WHY["reason"]
        assert (made["id"], made["at"]) == (before["id"], before["at"])
        claim = client.get(f"{API}{path}").json()
        assert claim["text"] == "[redacted]"
        assert claim["form"] == quoted["form"]
        assert claim["version"] == 2

    def test_redacts_withdrawn_records(self, client: TestClient, source: Json) -> None:
        path = f"/sources/{source['id']}"
        client.delete(f"{API}{path}", headers={"if-match": '"v1"'}).raise_for_status()

        redact(client, path, version=2)

        found = client.get(f"{API}{path}", params={"include": "withdrawn"}).json()
        assert found["name"] == f"[redacted {source['id']}]"

    def test_erases_stored_responses_of_idempotent_requests(
        self, client: TestClient, quoted: Json
    ) -> None:
        again = {"idempotency-key": "k"}

        redact(client, f"/claims/{quoted['id']}")

        source = unnamed(SECRET) | {"as_printed": SECRET}
        body = claim_in(quoted["article_id"], [source]) | {
            "text": "It rained",
            "spans": [{"part": "content", "exact": "It rained"}],
        }
        answer = client.post(f"{API}/claims", json=body, headers=again)
        assert answer.status_code == 409
        assert the_error(answer)["code"] == "answer_erased"
        assert len(walk(client, f"/articles/{quoted['article_id']}/claims")) == 1

    @pytest.mark.parametrize(
        ("params", "headers", "status"),
        [
            ({}, {"if-match": '"v1"'}, 422),
            (WHY, {}, 428),
            (WHY, {"if-match": '"v7"'}, 412),
            (WHY, {"if-match": '"v1"'} | shown("editor"), 403),
        ],
        ids=["no reason", "no version", "stale", "an editor"],
    )
    def test_is_refused_without_a_reason_a_version_or_the_role(
        self,
        client: TestClient,
        source: Json,
        params: Json,
        headers: dict[str, str],
        status: int,
    ) -> None:
        path = f"{API}/sources/{source['id']}"

        answer = client.post(f"{path}/redact", params=params, headers=headers)

        assert answer.status_code == status
        assert client.get(path).json() == {
            name: value
            for name, value in source.items()
            if name not in {"created", "matched", "similar", "hidden"}
        }

    def test_of_an_unknown_record_is_not_found(self, client: TestClient) -> None:
        answer = client.post(
            f"{API}/facts/7000/redact", params=WHY, headers={"if-match": '"v1"'}
        )

        assert answer.status_code == 404
