"""Facts embedded in pages of other sites."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.settings import Serving
from tests.api.bodies import Json
from tests.api.conftest import Make
from tests.api.pages.test_record_pages import ELEMENTS, HOSTILE, page_of

ORIGINS = ["https://news.example.org", "https://b.example.org:8443"]


@pytest.fixture
def open_to(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """The application with pages of other origins that may show facts."""
    state: Any = client.app.state
    kept, state.serving = state.serving, Serving(embed_origins=", ".join(ORIGINS))
    monkeypatch.setattr(client, "event_hooks", {})  # which want no page in a frame
    yield client
    state.serving = kept


class TestEmbed:
    def test_is_not_found_unless_origins_are_configured(
        self, client: TestClient, fact: Json
    ) -> None:
        answer = client.get(f"/embed/facts/{fact['slug']}")

        assert answer.status_code == 404
        assert "ONRECORD_EMBED_ORIGINS" in page_of(answer).text

    def test_can_be_framed_by_configured_origins_only(
        self, open_to: TestClient, fact: Json
    ) -> None:
        answer = open_to.get(f"/embed/facts/{fact['slug']}")

        policy = answer.headers["content-security-policy"]
        assert f"frame-ancestors {' '.join(ORIGINS)}" in policy
        assert "'none'" not in policy.partition("frame-ancestors")[2]
        assert fact["statement"] in page_of(answer).text
        assert (
            "frame-ancestors 'none'"
            in open_to.get("/facts").headers["content-security-policy"]
        )

    def test_does_not_show_restricted_facts(
        self, open_to: TestClient, make_fact: Make
    ) -> None:
        hidden = make_fact(statement="Secret.", visibility="restricted")

        assert open_to.get(f"/embed/facts/{hidden['slug']}").status_code == 404

    def test_escapes_hostile_words(self, open_to: TestClient, make_fact: Make) -> None:
        fact = make_fact(statement=HOSTILE)

        page = open_to.get(f"/embed/facts/{fact['slug']}").text

        assert "alert(1)" in page
        assert not any(one in page for one in ELEMENTS)
