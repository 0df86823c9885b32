from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, said_by, the_error, unnamed
from tests.api.fact_records import WHY, Told

TEXT = "“It will rain,” an official said. The ministry denied it. It rained."
REPRINT = "From our wire: “It will rain,” an official said. It rained. That is all."
ANY = {"if-match": "*"}


class Reprinting(Told):
    """Records an article with claims, and reprints of it."""

    def root(self, **values: Any) -> int:
        body = {"title": "Rain", "text": TEXT} | values
        return int(self.post("/articles", body)["id"])

    def claim(self, root: int, words: str, chain: Any = None, **values: Any) -> Json:
        steps = chain or said_by(self.source())
        spans = {"spans": [{"part": "content", "exact": words}]}
        return self.post("/claims", claim_in(root, steps, text=words) | spans | values)

    def reprint(self, root: int, **values: Any) -> Any:
        body = {"title": "Rain", "text": REPRINT, "root_article_id": root}
        sent = body | {"claims": "root"} | values
        return self.client.post(f"{API}/articles", json=sent)

    def reprinted(self, root: int, **values: Any) -> Json:
        answer = self.reprint(root, **values)
        assert answer.status_code == 201, answer.text
        body: Json = answer.json()
        return body


@pytest.fixture
def told(client: TestClient) -> Reprinting:
    return Reprinting(client)


class TestClaimsOfRoot:
    def test_are_copied_if_their_words_are_in_the_reprint(
        self, told: Reprinting
    ) -> None:
        root = told.root()
        first = told.claim(root, "It will rain")
        second = told.claim(root, "The ministry denied it.")

        made = told.reprinted(root)

        (taken,), (left,) = made["taken"], made["left"]
        assert taken["root_claim_id"] == first["id"]
        assert left == {
            "root_claim_id": second["id"],
            "text": "The ministry denied it.",
            "reason": "These words are not in the text.",
        }
        claims = told.get(f"/articles/{made['id']}/claims")["data"]
        assert [claim["id"] for claim in claims] == [taken["claim_id"]]

    def test_are_anchored_in_the_text_of_the_reprint(self, told: Reprinting) -> None:
        root = told.root()
        cue = {"part": "cue", "position": 1, "exact": "an official said"}
        content = {"part": "content", "exact": "It will rain"}
        told.claim(root, "It will rain", spans=[content, cue])

        made = told.reprinted(root)

        claim = told.get(f"/claims/{made['taken'][0]['claim_id']}")
        words = [REPRINT[s["start"] : s["end"]] for s in claim["spans"]]
        assert words == ["It will rain", "an official said"]
        assert {s["anchor"] for s in claim["spans"]} == {"exact"}
        assert claim["revision"]["number"] == 1

    def test_keep_their_fields_and_references(self, told: Reprinting) -> None:
        root, fact = told.root(), told.fact()
        claim = told.claim(
            root,
            "It will rain",
            hedges=["will"],
            act="prediction",
            said="2022-03-21",
            tags=["rain", "weather"],
            stances=[{"fact_id": fact, "stance": "supports"}],
            subjects=[{"source_id": told.source()}],
            note="x",
        )

        made = told.reprinted(root)

        taken = told.get(f"/claims/{made['taken'][0]['claim_id']}")
        for name in (
            "text",
            "form",
            "act",
            "hedges",
            "said",
            "review",
            "note",
            "method",
        ):
            assert taken[name] == claim[name], name
        assert taken["attribution"] == claim["attribution"]
        assert sorted(taken["tags"]) == ["rain", "weather"]
        assert taken["stances"][0]["fact_id"] == fact
        assert taken["subjects"] == claim["subjects"]
        assert taken["version"] == 1

    def test_create_unnamed_sources_of_the_reprint(self, told: Reprinting) -> None:
        root, ministry = told.root(), told.source("organisation")
        tie = {"organisation_id": ministry, "relation": "works_for"}
        official = unnamed("an official", people=2, affiliations=[tie])
        first = told.claim(root, "It will rain", [official])
        told.claim(root, "It rained.", [unnamed("an official")])

        made = told.reprinted(root)

        claims = [told.get(f"/claims/{one['claim_id']}") for one in made["taken"]]
        ids = {claim["attribution"][0]["source_id"] for claim in claims}
        assert len(claims) == 2
        assert len(ids) == 1
        assert first["attribution"][0]["source_id"] not in ids
        source = told.get(f"/sources/{ids.pop()}")
        assert source["article_id"] == made["id"]
        assert (source["name"], source["people"]) == ("an official", 2)
        assert source["affiliations"][0]["organisation_id"] == ministry

    def test_without_spans_are_found_by_their_words(self, told: Reprinting) -> None:
        root = told.root()
        told.claim(root, "It will rain", spans=[])
        told.claim(root, "He said it may rain", spans=[])

        made = told.reprinted(root)

        claim = told.get(f"/claims/{made['taken'][0]['claim_id']}")
        assert len(made["left"]) == 1
        assert [s["exact"] for s in claim["spans"]] == ["It will rain"]

    def test_exclude_withdrawn_claims(self, told: Reprinting) -> None:
        root = told.root()
        told.withdraw(told.claim(root, "It will rain"))

        made = told.reprinted(root)

        assert (made["taken"], made["left"]) == ([], [])

    def test_are_not_copied_if_said_after_the_reprint(self, told: Reprinting) -> None:
        root = told.root(published="2022-03-22")
        told.claim(root, "It will rain", said="2022-03-22")
        told.claim(root, "It rained.", [unnamed("an official")])

        made = told.reprinted(root, published="2022-03-01")

        assert len(made["taken"]) == 1
        assert "said must not be after" in made["left"][0]["reason"]

    def test_are_not_copied_to_a_reprint_without_a_text(self, told: Reprinting) -> None:
        root = told.root()
        told.claim(root, "It will rain")

        made = told.reprinted(root, text=None)

        assert made["left"][0]["reason"] == "The article has no text."

    def test_include_claims_of_articles_merged_into_the_root(
        self, told: Reprinting
    ) -> None:
        root, merged = told.root(), told.root()
        told.claim(merged, "It will rain")
        body = {"merged_into_id": root}
        told.post(f"/articles/{merged}/merge", body, params=WHY, headers=ANY)

        assert len(told.reprinted(root)["taken"]) == 1

    def test_have_one_create_audit_entry(self, told: Reprinting) -> None:
        root = told.root()
        told.claim(root, "It will rain")
        claim = told.reprinted(root)["taken"][0]["claim_id"]

        (entry,) = told.get(f"/claims/{claim}/history")["data"]

        assert entry["action"] == "create"


class TestRefusals:
    def test_claims_of_the_root_require_a_root_article(self, told: Reprinting) -> None:
        body = {"title": "Rain", "text": TEXT, "claims": "root"}

        answer = told.client.post(f"{API}/articles", json=body)

        assert answer.status_code == 422
        assert "root_article_id" in the_error(answer)["message"]

    @pytest.mark.parametrize("claims", ["all", 1, {"root": 1}])
    def test_other_values_of_claims_are_refused(
        self, told: Reprinting, claims: Any
    ) -> None:
        answer = told.reprint(told.root(), claims=claims)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/claims"

    def test_errors_in_sent_claims_have_their_pointer(self, told: Reprinting) -> None:
        answer = told.reprint(told.root(), claims=[{"form": "own_voice"}])

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/claims/0/text"

    def test_an_unknown_root_article_is_refused(self, told: Reprinting) -> None:
        answer = told.reprint(10**9)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/root_article_id"
