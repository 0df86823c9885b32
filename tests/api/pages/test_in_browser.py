"""Pages in a real browser, on the records that ship."""

import pytest
from playwright.sync_api import Page

from tests.api.pages.browsing import IN_CHROMIUM, SIZES, check_look

ADDRESSES = (
    "/",
    "/queue",
    "/help",
    "/account",
    "/data",
    "/queue/names",
    "/nowhere",
    "/search?q=canal",
    "/articles",
    "/articles/2",
    "/claims?act=prediction",
    "/claims?q=nothing",
    "/claims/27",
    "/claims/999999",
    "/facts",
    "/facts/vessin-canal-closed-2024?as_of=2024-03-12",
    "/sources",
    "/sources/8",
    "/sources/14",
    "/tags",
    "/facts/vessin-canal-closed-2024",
    "/facts/vessin-canal-closed-2024/compare?as_of=2024-03-12&other=2024-10-02",
    "/facts/vessin-canal-closed-2024/history",
)

pytestmark = IN_CHROMIUM


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: the records that ship are read."""


@pytest.mark.parametrize("page", SIZES.values(), ids=SIZES, indirect=True)
def test_pages_are_accessible_and_fit_the_screen(page: Page, site: str) -> None:
    for address in ADDRESSES:
        page.goto(f"{site}{address}")

        check_look(page, "light", "dark")


class TestReader:
    def test_highlights_the_words_of_the_selected_claim(
        self, page: Page, site: str
    ) -> None:
        page.goto(f"{site}/articles/2")

        page.locator("mark[data-c='3']").first.click()

        card = page.locator("details.card[open]")
        assert card.locator(".n").inner_text() == "3"
        assert (
            page.locator("mark.on").all_inner_texts()
            == page.locator("mark[data-c='3']").all_inner_texts()
        )

    def test_opens_the_claim_of_its_address_beside_its_words(
        self, page: Page, site: str
    ) -> None:
        page.goto(f"{site}/articles/2")
        card_id = page.locator("details.card").nth(4).get_attribute("id")

        page.goto(f"{site}/articles/2#{card_id}")
        page.reload()

        words = page.locator("mark[data-c='5']").first.bounding_box()
        card = page.locator(f"#{card_id}[open]").bounding_box()
        assert words
        assert card
        assert abs(words["y"] - card["y"]) < 200

    def test_keys_move_between_claims(self, page: Page, site: str) -> None:
        page.goto(f"{site}/articles/2")

        numbers = []
        for key in ("j", "j", "k"):
            page.keyboard.press(key)
            numbers.append(page.locator("details.card[open] .n").inner_text())

        assert numbers == ["1", "2", "1"]

    @pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
    def test_works_without_scripts(self, page: Page, site: str) -> None:
        page.goto(f"{site}/articles/2")

        page.locator("details.card summary").first.click()

        assert page.locator("details.card[open] .words").is_visible()


class TestDesk:
    def test_offers_new_claims_without_moving_the_page(
        self, page: Page, site: str
    ) -> None:
        page.clock.install()
        page.goto(f"{site}/")
        heading = page.locator("h1").bounding_box()
        page.evaluate(
            "document.querySelector('[data-new]').dataset.new ="
            " '/desk/new.json?after=2000-01-01'"
        )

        page.clock.run_for(61_000)

        offer = page.get_by_text("new claims: show")
        offer.wait_for()
        assert page.locator("h1").bounding_box() == heading
