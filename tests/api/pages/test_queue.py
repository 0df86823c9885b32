"""The queue of open work: drafts, due facts, lost words and unresolved sources."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.reads import to_do
from tests.api.bodies import API, Json, claim_in
from tests.api.conftest import Make
from tests.api.fact_records import WHY
from tests.api.pages.test_desk import words
from tests.api.pages.test_record_pages import page_of
from tests.keys import shown


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: all that waits is counted."""


def sections(client: TestClient, role: str = "admin") -> dict[str, str]:
    """Return the words of each section of the queue by its title."""
    page = page_of(client.get("/queue", headers=shown(role)))
    _, *parts = words(page).split("All of them")
    titles = ("drafts", "due", "lost", "namesakes", "unresolved")
    return dict(zip(titles, parts, strict=True))


def forecast(statement: str, **values: Any) -> Json:
    due = {"kind": "forecast", "resolution_criteria": "Rain."}
    return (
        due | {"statement": statement, "resolves_by": "2022-04-01T00:00:00Z"} | values
    )


class TestQueue:
    def test_is_empty_for_an_empty_record(self, client: TestClient) -> None:
        found = sections(client)

        assert found["drafts"].strip().startswith("0 drafts")
        for name in ("due", "lost", "namesakes", "unresolved"):
            assert "Nothing waits here." in found[name]

    def test_has_drafts_and_due_facts(
        self, client: TestClient, make_claim: Make, make_fact: Make
    ) -> None:
        make_claim(review="draft")
        make_fact(**forecast("It rains."))
        make_fact(**forecast("It snows.", resolves_by="2999-01-01T00:00:00Z"))

        found = sections(client)

        assert found["drafts"].strip().startswith("1 draft,")
        assert "It rains." in found["due"]
        assert "due 1 Apr 2022" in found["due"]
        assert "It snows." not in found["due"]

    def test_has_claims_with_orphaned_words(
        self, client: TestClient, make_article: Make, make_claim: Make
    ) -> None:
        article = make_article(title="Rain", text="It rained, he said.")
        spans = [{"part": "content", "exact": "It rained"}]
        make_claim(article_id=article["id"], text="It rained", spans=spans)
        path = f"{API}/articles/{article['id']}/revisions"
        client.post(path, json={"text": "Nothing."}).raise_for_status()

        assert "It rained 1 place" in sections(client)["lost"]

    def test_has_sources_of_one_name_until_they_are_judged(
        self, client: TestClient, make_source: Make
    ) -> None:
        first, second = (
            make_source(name=name, kind="person", new=True)
            for name in ("Anna Lind", "Anna Lind")
        )
        before = sections(client)["namesakes"]

        path = f"{API}/sources/{first['id']}/identities/{second['id']}"
        judged = client.put(path, json={"judgement": "different"}, params=WHY)
        judged.raise_for_status()

        assert before.count("Anna Lind") == 2
        assert "Nothing waits here." in sections(client)["namesakes"]

    def test_has_unresolved_sources(self, client: TestClient, article: Json) -> None:
        he = {"kind": "unresolved", "name": "he"}
        steps = [{"position": 1, "source": he, "relation": "said"}]
        body = claim_in(article["id"], steps)
        client.post(f"{API}/claims", json=body).raise_for_status()

        assert "he in article" in sections(client)["unresolved"]

    def test_searches_the_newest_sources_only(
        self, client: TestClient, make_source: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(to_do, "NEWEST", 1)
        for name in ("Anna Lind", "Anna Lind", "Bert"):
            make_source(name=name, kind="person", new=True)

        assert "Nothing waits here." in sections(client)["namesakes"]

    def test_omits_restricted_records_for_readers(
        self, client: TestClient, make_source: Make, make_fact: Make
    ) -> None:
        hidden = {"visibility": "restricted"}
        for name in ("Anna Lind", "Anna Lind"):
            make_source(name=name, kind="person", new=True, **hidden)
        make_fact(**forecast("It rains.", **hidden))

        found = sections(client, "reader")

        assert "Nothing waits here." in found["due"]
        assert "Nothing waits here." in found["namesakes"]
