from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    Json,
    claim_in,
    ids,
    plain,
    said_by,
    the_error,
    unnamed,
)
from tests.api.fact_records import WHY, Told
from tests.keys import shown

ANY = {"if-match": "*"}
TEXT = "On Monday he said: “It will rain.” Nobody believed him."
OTHER = "A week later. On Monday he said: “It will rain.” Then it snowed."
SPANS = [
    {"part": "content", "exact": "It will rain."},
    {"part": "cue", "position": 1, "exact": "said"},
]


class Moving(Told):
    """Records a claim in the wrong article, and moves it."""

    def text(self, text: str | None, **values: Any) -> int:
        sent = {"text": text} if text else {}
        return int(self.post("/articles", {"title": "Rain"} | sent | values)["id"])

    def claim(self, article: int, chain: Any = None, **values: Any) -> Json:
        steps = chain or said_by(self.source())
        body = claim_in(article, steps, text="It will rain.") | {"spans": SPANS}
        return self.post("/claims", body | values)

    def move(self, claim: Json, article: int, **more: Any) -> Any:
        path = f"{API}/claims/{claim['id']}"
        return self.client.patch(path, json={"article_id": article} | more, headers=ANY)

    def moved(self, claim: Json, article: int, **more: Any) -> Json:
        answer = self.move(claim, article, **more)
        assert answer.status_code == 200, answer.text
        body: Json = answer.json()
        return body

    def listed(self, **filters: Any) -> list[int]:
        return ids(self.get("/claims", **filters)["data"])


@pytest.fixture
def told(client: TestClient) -> Moving:
    return Moving(client)


def places(claim: Json) -> list[tuple[str, str, str]]:
    return [(one["part"], one["exact"], one["anchor"]) for one in claim["spans"]]


class TestMovedClaim:
    def test_has_the_article_outlet_and_date_of_the_other_article(
        self, told: Moving
    ) -> None:
        outlet = told.source("outlet")
        one = told.text(TEXT, published="2022-03-21")
        other = told.text(OTHER, published="2022-03-28", outlet_id=outlet)
        claim = told.claim(one, tags=["rain"])

        moved = told.moved(claim, other)

        assert moved["article_id"] == other
        assert moved["article"]["outlet"]["id"] == outlet
        assert moved["dated"] == {"at": "2022-03-28T00:00:00Z", "basis": "published"}
        assert told.listed(article=one) == []
        for filters in ({"article": other}, {"outlet": outlet}, {"tag": "rain"}):
            assert told.listed(**filters) == [claim["id"]]
        assert plain(moved) == told.get(f"/claims/{claim['id']}")

    def test_is_anchored_in_the_text_of_the_other_article(self, told: Moving) -> None:
        claim = told.claim(told.text(TEXT))
        other = told.text(OTHER)

        moved = told.moved(claim, other)

        (content, cue) = moved["spans"]
        assert OTHER[content["start"] : content["end"]] == "It will rain."
        assert content["suffix"] == OTHER[content["end"] :][:32]
        assert OTHER[cue["start"] : cue["end"]] == "said"
        assert {content["anchor"], cue["anchor"]} <= {"exact", "moved"}
        revisions = told.get(f"/articles/{other}/revisions")["data"]
        assert moved["revision_id"] == revisions[0]["id"]

    @pytest.mark.parametrize("text", ["It snowed all day.", None])
    def test_has_orphaned_spans_if_its_words_are_not_in_the_other_text(
        self, told: Moving, text: str | None
    ) -> None:
        claim = told.claim(told.text(TEXT))
        other = told.text(text)

        moved = told.moved(claim, other)

        assert places(moved) == [
            ("content", "It will rain.", "orphaned"),
            ("cue", "said", "orphaned"),
        ]
        assert (moved["revision"] is None) == (text is None)
        told.post(f"/articles/{other}/revisions", {"text": f"{TEXT} Again."})
        found = places(told.get(f"/claims/{claim['id']}"))
        assert "orphaned" not in {anchor for _, _, anchor in found}

    def test_accepts_new_spans(self, told: Moving) -> None:
        claim, other = told.claim(told.text(TEXT)), told.text("He: It poured!")
        spans = [{"part": "content", "exact": "It poured"}]

        moved = told.moved(claim, other, spans=spans, text="It poured")

        assert places(moved) == [("content", "It poured", "exact")]

    def test_accepts_only_a_revision_of_the_other_article(self, told: Moving) -> None:
        claim, other = told.claim(told.text(TEXT)), told.text(OTHER)
        told.post(f"/articles/{other}/revisions", {"text": "It snowed."})
        revisions = told.get(f"/articles/{other}/revisions")["data"]

        stale = told.move(claim, other, revision_id=claim["revision_id"])
        moved = told.moved(claim, other, revision_id=revisions[1]["id"])

        assert stale.status_code == 422
        assert the_error(stale)["pointer"] == "/revision_id"
        assert moved["revision"]["number"] == 1
        assert "orphaned" not in {anchor for _, _, anchor in places(moved)}

    def test_is_in_the_history_and_can_be_reverted(self, told: Moving) -> None:
        one, other = told.text(TEXT), told.text(OTHER)
        claim = told.claim(one)
        told.moved(claim, other)
        path = f"/claims/{claim['id']}"

        entry = told.get(f"{path}/history")["data"][0]
        back = told.post(f"{path}/revert", {"version": 1}, headers=ANY)

        assert "article_id" in str(entry["changes"])
        assert back["article_id"] == one
        assert back["spans"] == claim["spans"]
        assert told.get(path, version=2)["article_id"] == other

    def test_is_in_the_first_article_as_of_before_the_move(self, told: Moving) -> None:
        outlets = [told.source("outlet") for _ in range(2)]
        one, other = (told.text(TEXT, outlet_id=outlet) for outlet in outlets)
        fact = told.fact()
        stances = [{"fact_id": fact, "stance": "supports"}]
        claim = told.claim(one, stances=stances)
        told.moved(claim, other)

        then = {"as_of": claim["created_at"], "as_of_kind": "record"}
        assert told.get(f"/claims/{claim['id']}", **then)["article_id"] == one
        for outlet, number in zip(outlets, (1, 0), strict=True):
            facts = told.get(f"/sources/{outlet}/record", **then)["printed"]["facts"]
            assert facts == number

    def test_becomes_restricted_if_the_other_article_is_restricted(
        self, told: Moving
    ) -> None:
        claim = told.claim(told.text(TEXT))
        hidden = told.text(OTHER, visibility="restricted")

        moved = told.moved(claim, hidden)

        assert moved["visibility"] == "restricted"
        path = f"{API}/claims/{claim['id']}"
        assert told.client.get(path, headers=shown("reader")).status_code == 404

    def test_is_unchanged_if_moved_to_its_own_article(self, told: Moving) -> None:
        one = told.text(TEXT)
        claim = told.claim(one, [unnamed("an official")])

        moved = told.moved(claim, one, note="x")

        assert moved["spans"] == claim["spans"]
        assert moved["attribution"] == claim["attribution"]


class TestUnnamedSources:
    def test_moving_a_claim_of_an_unnamed_source_is_refused(self, told: Moving) -> None:
        one, other = told.text(TEXT), told.text(OTHER)
        claim = told.claim(one, [unnamed("an official")])

        answer = told.move(claim, other)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/attribution"
        assert the_error(answer)["code"] == "other_article"
        assert told.get(f"/claims/{claim['id']}") == plain(claim)

    def test_moving_a_claim_about_an_unnamed_source_is_refused(
        self, told: Moving
    ) -> None:
        one, other = told.text(TEXT), told.text(OTHER)
        about = {"source": unnamed("an official")["source"]}
        claim = told.claim(one, subjects=[about])

        answer = told.move(claim, other)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/subjects"
        assert told.moved(claim, other, subjects=[])["subjects"] == []

    def test_are_created_in_the_other_article_if_sent_with_the_move(
        self, told: Moving
    ) -> None:
        one, other = told.text(TEXT), told.text(OTHER)
        claim = told.claim(one, [unnamed("an official")])

        moved = told.moved(claim, other, attribution=[unnamed("an official")])

        (step,) = moved["attribution"]
        source = told.get(f"/sources/{step['source_id']}")
        assert source["article_id"] == other
        assert step["source_id"] != claim["attribution"][0]["source_id"]


class TestRefusedMove:
    def test_to_a_withdrawn_or_unknown_article(self, told: Moving) -> None:
        claim, gone = told.claim(told.text(TEXT)), told.text("It snowed.")
        told.client.delete(f"{API}/articles/{gone}", headers=ANY)

        for article in (gone, 10**9):
            answer = told.move(claim, article, attribution=[unnamed("an official")])
            assert answer.status_code == 422
            assert the_error(answer)["pointer"] == "/article_id"
            assert the_error(answer)["code"] == "not_found"

    def test_to_a_merged_article(self, told: Moving) -> None:
        claim, merged, survivor = (
            told.claim(told.text(TEXT)),
            told.text("A"),
            told.text("B"),
        )
        body = {"merged_into_id": survivor}
        path = f"/articles/{merged}/merge"
        told.post(path, body, params=WHY, headers=ANY)

        answer = told.move(claim, merged)

        assert answer.status_code == 422
        assert the_error(answer)["code"] == "merged"

    def test_to_an_article_published_before_the_claim_was_said(
        self, told: Moving
    ) -> None:
        claim = told.claim(told.text(TEXT), said="2022-03-21")

        answer = told.move(claim, told.text(OTHER, published="2022-03-01"))

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/said"

    def test_to_an_article_with_an_identical_claim(self, told: Moving) -> None:
        source, other = told.source(), told.text(OTHER)
        claim = told.claim(told.text(TEXT), said_by(source))
        same = told.claim(other, said_by(source))

        answer = told.move(claim, other)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "claim", "id": same["id"]}
