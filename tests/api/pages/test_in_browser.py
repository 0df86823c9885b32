"""Pages in a real browser, on the records that ship."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.api.cli.running import Onrecord
from tests.torture.serving import Server

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
OFFLINE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADDRESSES = (
    "/",
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
)
SIZES = {"wide": (1280, 900), "phone": (390, 800)}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install chromium"),
]


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: the records that ship are read."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the records that ship, on SQLite: pages build no SQL."""
    folder: Path = tmp_path_factory.mktemp("site")
    url = f"sqlite:///{folder}/onrecord.db"
    for command in ("migrate", "seed"):
        Onrecord(url)(command)
    server = Server(url, folder)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OFFLINE)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on which neither the console nor the policy reports anything."""
    options = getattr(request, "param", {})
    context = browser.new_context(**options)
    page, errors = context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda message: (
            message.type == "error"
            and "status of 404" not in message.text
            and errors.append(message.text)
        ),
    )
    yield page
    context.close()
    assert errors == []


def looks() -> Iterator[object]:
    for size, (width, height) in SIZES.items():
        for colours in ("light", "dark"):
            options = {
                "viewport": {"width": width, "height": height},
                "color_scheme": colours,
            }
            yield pytest.param(options, id=f"{size}-{colours}")


@pytest.mark.parametrize("page", list(looks()), indirect=True)
def test_pages_are_accessible_and_fit(page: Page, site: str) -> None:
    for address in ADDRESSES:
        page.goto(f"{site}{address}")

        found = Axe().run(page).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")

        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
        assert not wide, address


class TestReader:
    def test_lights_up_the_words_of_the_claim_that_is_chosen(
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

    def test_opens_the_claim_in_its_address_beside_its_words(
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

    def test_is_walked_through_by_keys(self, page: Page, site: str) -> None:
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
