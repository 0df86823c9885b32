"""``expand=estimative``; ``tests/db/derived`` tests the words themselves."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, the_error
from tests.api.conftest import CountingReader, Make

HEDGES = ["could", "Very likely", "reportedly"]
SHOWN = [
    {"word": "could", "low": None, "high": None, "standard": None},
    {"word": "very likely", "low": 0.8, "high": 0.95, "standard": "ICD 203"},
]
LISTS = ["/claims", "/sources/{source_id}/claims", "/articles/{article_id}/claims"]


@pytest.fixture
def hedged(make_claim: Make) -> Json:
    return make_claim(hedges=HEDGES)


class TestReadClaim:
    def test_returns_ranges_if_requested(
        self, client: TestClient, hedged: Json
    ) -> None:
        path = f"{API}/claims/{hedged['id']}"

        asked = client.get(path, params={"expand": "estimative"})

        assert asked.json() == hedged_without(hedged) | {"estimative": SHOWN}
        assert "estimative" not in client.get(path).json()
        assert asked.headers["etag"] != client.get(path).headers["etag"]

    def test_returns_ranges_as_a_field(self, client: TestClient, hedged: Json) -> None:
        path = f"{API}/claims/{hedged['id']}?fields=estimative"

        assert client.get(path).json() == {"id": hedged["id"], "estimative": SHOWN}

    def test_returns_no_ranges_without_hedges(
        self, client: TestClient, claim: Json
    ) -> None:
        path = f"{API}/claims/{claim['id']}?expand=estimative"

        assert client.get(path).json()["estimative"] == []

    def test_refuses_other_expansions(self, client: TestClient, claim: Json) -> None:
        answer = client.get(f"{API}/claims/{claim['id']}?expand=spans")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == "expand"

    def test_does_not_change_the_stated_probability(
        self, client: TestClient, hedged: Json
    ) -> None:
        path = f"{API}/claims/{hedged['id']}?expand=estimative"

        shown = client.get(path).json()

        assert shown["probability_low"] is None
        assert shown["probability_basis"] is None


class TestReadClaims:
    @pytest.mark.parametrize("path", LISTS)
    def test_returns_ranges_if_requested(
        self, client: TestClient, hedged: Json, path: str
    ) -> None:
        ids = {
            "source_id": hedged["speakers"][0]["id"],
            "article_id": hedged["article_id"],
        }
        address = API + path.format(**ids)

        (asked, *_) = client.get(address, params={"expand": "estimative"}).json()[
            "data"
        ]
        (plain, *_) = client.get(address).json()["data"]

        assert asked == plain | {"estimative": SHOWN}
        assert "estimative" not in plain

    def test_ranges_require_no_more_reads(
        self, client: TestClient, hedged: Json, reader: CountingReader
    ) -> None:
        assert hedged

        plain, asked = reader.counts(client, "/claims", "/claims?expand=estimative")

        assert asked == plain


def hedged_without(claim: Json) -> Json:
    """Return a claim as it is read, from the answer that made it."""
    return {
        key: value for key, value in claim.items() if key not in {"created", "matched"}
    }
