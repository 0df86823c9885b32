"""The reader of a long article, which comes in parts."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json
from tests.api.conftest import Make
from tests.api.pages.signing_in import browser_of, send
from tests.api.pages.test_record_pages import page_of

COUNT = 100
SENTENCES = [f"It rained on day {day}." for day in range(1, COUNT + 1)]


def claim_of(article_id: int, text: str, *, placed: bool = True) -> Json:
    return {
        "article_id": article_id,
        "text": text,
        "form": "unattributed",
        "attribution": [],
        "spans": [{"part": "content", "exact": text}] if placed else [],
        "review": "draft" if text == SENTENCES[-1] else "reviewed",
    }


@pytest.fixture
def diary(client: TestClient, make_article: Make) -> Json:
    """An article with a claim in each line, the last a draft, and one without words."""
    text = "\n".join(f"“{one}” he said." for one in SENTENCES)
    article = make_article(title="Diary", text=text)["id"]
    claims = [claim_of(article, one) for one in SENTENCES]
    claims.append(claim_of(article, "It snowed", placed=False))
    path = f"{API}/claims/batch"
    answer = client.post(path, json={"mode": "atomic", "claims": claims})
    answer.raise_for_status()
    return {"id": article, "claims": [one["id"] for one in answer.json()["data"]]}


class TestParts:
    def test_contain_all_claims_with_their_numbers(
        self, client: TestClient, diary: Json
    ) -> None:
        address, shown = f"/articles/{diary['id']}", []

        for number in range(1, 5):
            page = page_of(client.get(f"{address}?part={number}"))
            shown += [n for n in page.hrefs() if n.startswith("#claim-")]
            assert f"Part {number} of 4" in page.text

        assert shown == [f"#claim-{one}" for one in diary["claims"][:-1]]
        assert "It snowed" in page.text
        assert f"claims {COUNT + 1}–{COUNT + 1} of {COUNT + 1}" in page.text

    def test_link_to_each_other_and_a_number_beyond_shows_the_last(
        self, client: TestClient, diary: Json
    ) -> None:
        address = f"/articles/{diary['id']}"

        first = page_of(client.get(address)).hrefs()
        second = page_of(client.get(f"{address}?part=2")).hrefs()
        beyond = page_of(client.get(f"{address}?part=99"))

        assert [one for one in first if "?part=" in one] == [f"{address}?part=2"]
        assert [one for one in second if "?part=" in one] == [
            f"{address}?part=1",
            f"{address}?part=3",
        ]
        assert "Part 4 of 4" in beyond.text

    @pytest.mark.parametrize("name", ["claim", "recorded", "done"])
    def test_are_selected_by_a_claim(
        self, client: TestClient, diary: Json, name: str
    ) -> None:
        page = page_of(
            client.get(f"/articles/{diary['id']}?{name}={diary['claims'][60]}")
        )

        assert "Part 2 of 4" in page.text
        assert ("mark", {"data-c": "61"}) in page.tags

    def test_lists_link_to_the_part_with_the_claim(
        self, client: TestClient, diary: Json
    ) -> None:
        claim = diary["claims"][COUNT - 2]
        found = page_of(
            client.get(f"/claims?article={diary['id']}&q=%22day+{COUNT - 1}%22")
        )
        (link,) = [one for one in found.hrefs() if f"#claim-{claim}" in one]

        assert f'id="claim-{claim}"' in client.get(link).text

    def test_recording_and_reviewing_redirect_to_the_same_part(
        self, client: TestClient, diary: Json
    ) -> None:
        browser, address = browser_of(client, "analyst"), f"/articles/{diary['id']}"
        draft = diary["claims"][COUNT - 1]
        page = page_of(browser.get(f"{address}?claim={draft}"))
        (back,) = (
            attrs["value"] for _, attrs in page.tags if attrs.get("name") == "back"
        )

        reviewed = send(
            browser, "/queue/drafts", id=draft, review="reviewed", back=back
        ).headers["location"]
        recorded = send(
            browser,
            f"{address}/claims/new",
            text="rained on day 96",
            form="unattributed",
        ).headers["location"]

        assert "Part 3 of 4" in page_of(browser.get(reviewed)).text
        assert "Part 3 of 4" in page_of(browser.get(recorded)).text


class TestOrphanedWords:
    def test_are_not_marked_in_the_newest_text(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(title="Diary", text="It rained. It froze.")["id"]
        client.post(f"{API}/claims", json=claim_of(article, "It rained"))
        path = f"{API}/articles/{article}/revisions"
        client.post(path, json={"text": "Nothing."}).raise_for_status()

        page = page_of(client.get(f"/articles/{article}"))

        assert "mark" not in [tag for tag, _ in page.tags]
        assert "It rained" in page.text
