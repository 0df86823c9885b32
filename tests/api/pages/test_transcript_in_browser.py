"""A transcript of a megabyte with thousands of claims, in a real browser."""

import gzip
from collections.abc import Sequence
from typing import NamedTuple

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.api.bodies import API, Json
from tests.api.pages.browsing import IN_CHROMIUM, sign_in
from tests.keys import shown

CLAIMS, BATCH = 5_000, 1_000
SENTENCE = "The water level of lock number {number} rises every week " + "again " * 25
MOST_BYTES, MOST_COMPRESSED, MOST_ELEMENTS = 150_000, 15_000, 3_000

pytestmark = IN_CHROMIUM


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: the records of the site are read."""


class Transcript(NamedTuple):
    """The address of an article, and the ids of its claims in their order."""

    address: str
    claims: Sequence[int]


@pytest.fixture(scope="module")
def transcript(site: str) -> Transcript:
    sentences = [SENTENCE.format(number=n).strip() + "." for n in range(CLAIMS)]
    with httpx2.Client(base_url=f"{site}{API}", headers=shown(), timeout=120) as api:
        body = {"title": "Inquiry", "text": "\n\n".join(sentences)}
        article = api.post("/articles", json=body).raise_for_status().json()["id"]
        claims, at = list[Json](), 0
        for sentence in sentences:
            claims.append(claim_of(article, sentence, at))
            at += len(sentence) + 2
        assert at >= 1_000_000
        found = list[int]()
        for first in range(0, CLAIMS, BATCH):
            batch = {"mode": "atomic", "claims": claims[first : first + BATCH]}
            made = api.post("/claims/batch", json=batch).raise_for_status().json()
            found += [one["id"] for one in made["data"]]
    return Transcript(f"{site}/articles/{article}", found)


def claim_of(article_id: int, sentence: str, at: int) -> Json:
    return {
        "article_id": article_id,
        "text": sentence,
        "form": "unattributed",
        "attribution": [],
        "spans": [{"part": "content", "start": at, "end": at + len(sentence)}],
        "review": "draft",
    }


def elements(page: Page) -> int:
    return int(page.evaluate("document.querySelectorAll('*').length"))


class TestTranscript:
    @pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
    def test_opens_in_parts_of_a_bounded_size(
        self, page: Page, transcript: Transcript
    ) -> None:
        for number in (1, 63, 125):
            answer = page.goto(f"{transcript.address}?part={number}")

            assert answer
            assert len(answer.body()) < MOST_BYTES
            assert len(gzip.compress(answer.body())) < MOST_COMPRESSED
            assert elements(page) < MOST_ELEMENTS
            expect(page.get_by_text(f"Part {number} of 125")).to_be_visible()

    def test_loads_more_parts_and_shows_cards_beside_their_words(
        self, page: Page, transcript: Transcript
    ) -> None:
        page.goto(transcript.address)

        for part in (2, 3):
            # A script scrolls at once; keys scroll smoothly, under a later click too.
            page.locator("a[rel=next]").scroll_into_view_if_needed()
            page.get_by_text(f"Part {part} of 125").wait_for()
        mark = page.locator("mark[data-c='100']")
        mark.scroll_into_view_if_needed()
        mark.click()

        card = page.locator("details.card[open]")
        assert card.locator(".n").inner_text() == "100"
        words, note = mark.bounding_box(), card.bounding_box()
        assert words
        assert note
        assert abs(words["y"] - note["y"]) < 200

    def test_opens_at_the_claim_of_an_address(
        self, page: Page, transcript: Transcript
    ) -> None:
        claim = transcript.claims[3333]

        page.goto(f"{transcript.address}#claim-{claim}")
        page.wait_for_url("**claim=*")

        expect(page.locator("details.card[open] .n")).to_have_text("3334")
        expect(page.locator("mark[data-c='3334']")).to_be_in_viewport()

    def test_claims_can_be_reviewed_and_recorded_in_a_later_part(
        self, page: Page, site: str, transcript: Transcript
    ) -> None:
        sign_in(page, site)
        page.goto(f"{transcript.address}?part=7")

        page.keyboard.press("j")
        page.keyboard.press("a")
        page.wait_for_url(f"{transcript.address}?done=*")
        first = page.locator("details.card[open]")
        expect(first).not_to_contain_text("draft")
        page.keyboard.press("s")
        page.keyboard.press("a")
        words = page.get_by_label("Words, as printed").input_value()
        page.keyboard.type("Ann Berg")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{transcript.address}?recorded=*")

        recorded = page.locator("details.card[open]")
        assert words.startswith("The water level of lock number")
        expect(recorded.locator(".words")).to_have_text(words)
        expect(page.get_by_text("Part 7 of")).to_be_visible()
