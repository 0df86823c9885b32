"""The work of analysts on pages in a real browser: sign in, record, review."""

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.api.bodies import API
from tests.api.pages.browsing import (
    IN_CHROMIUM,
    SIZES,
    Colours,
    check_look,
    sign_in,
)
from tests.keys import CREDENTIALS

CLAIMS = 20
HOSTILE = '"><script>alert(1)</script>\u202eevil\u202c' + "W" * 5000
KEY_STROKES = 200  # for this number of claims, without the names
SPEAKERS = ("Anna Berg", "Jan Novak", "a ministry official")
ADDRESSES = (
    "/sign-in",
    "/account",
    "/views",
    "/queue/drafts",
    "/queue/names",
    "/tags",
    "/tags/1",
    "/data/import",
    "/claims?review=draft",
    "/sources/8/merge?into=9",
    "/articles/new",
    "/articles/2",
    "/articles/2/claims/new",
    "/claims/27",
    "/articles/2/edit",
    "/claims/27/edit",
    "/facts/1/edit",
    "/sources/8/edit",
    "/facts/vessin-canal-closed-2024",
    "/facts/vessin-canal-closed-2024/resolve",
)

pytestmark = IN_CHROMIUM


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: the records that ship are read."""


@pytest.mark.parametrize(
    ("page", "colours"),
    [(SIZES["wide"], "light"), (SIZES["phone"], "dark")],
    ids=SIZES,
    indirect=["page"],
)
def test_pages_of_a_session_are_accessible_and_fit_the_screen(
    page: Page, site: str, colours: Colours
) -> None:
    sign_in(page, site, "admin")

    for address in ADDRESSES:
        page.goto(f"{site}{address}")
        for folded in page.locator("details[data-panel]").all():
            folded.evaluate("panel => { panel.open = true; }")

        check_look(page, colours)


class Keyboard:
    """Counts key strokes; the letters of names are not counted."""

    def __init__(self, page: Page) -> None:
        self._page, self.strokes = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)
            self.strokes += 1

    def name(self, text: str) -> None:
        self._page.keyboard.type(text)


def sentences() -> list[tuple[str, str]]:
    """Return claims, each followed by a sentence without a claim."""
    return [
        (
            f"The gate of lock {number} on the canal may open before the end of week "
            f"{number}, after {number} days of work.",
            "The works began in spring and have since been inspected by engineers of "
            "the port, who wrote reports.",
        )
        for number in range(2, 2 + CLAIMS)
    ]


TEXT = "\n\n".join(" ".join(pair) for pair in sentences())


def paste(page: Page, site: str, text: str, *, title: str = "Locks") -> str:
    """Record an article from a pasted text, and return its address."""
    page.goto(f"{site}/articles/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_role("button", name="Record").click()
    page.wait_for_url(f"{site}/articles/*")
    return page.url


class TestRecording:
    def test_needs_few_keys_for_twenty_claims(self, page: Page, site: str) -> None:
        sign_in(page, site)
        address = paste(page, site, TEXT)
        keyboard = Keyboard(page)

        for number in range(CLAIMS):
            keyboard.press(*(["s"] if number == 0 else ["s", "s"]), "a")
            name = SPEAKERS[number % len(SPEAKERS)]
            keyboard.name(name)
            if number >= len(SPEAKERS):  # known by now
                chosen = page.locator(".suggestions:not([hidden]) [aria-selected=true]")
                expect(chosen).to_have_count(1)
                keyboard.press("Enter")
            with page.expect_navigation(url=f"{address}?recorded=*"):
                keyboard.press("Enter")

        words = page.locator(".card .words").all_text_contents()
        assert words == [claim for claim, _ in sentences()]
        assert page.locator(".card .soft", has_text="hedged by").count() == CLAIMS
        assert page.locator("mark").count() == CLAIMS
        assert page.locator(".rail .facet").first.locator("a").count() == 3
        assert len(TEXT.split()) >= 600
        assert keyboard.strokes < KEY_STROKES

    def test_records_words_selected_by_mouse_and_undoes_it(
        self, page: Page, site: str
    ) -> None:
        sign_in(page, site)
        address = paste(page, site, TEXT)
        line = page.locator(".text p").nth(2)

        line.dblclick(position={"x": 6, "y": 12})
        chosen = page.evaluate("getSelection().toString().trim()")
        page.keyboard.press("a")
        assert chosen
        expect(page.get_by_label("Words, as printed")).to_have_value(chosen)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}?recorded=*")
        marked = page.locator("mark").all_inner_texts()
        page.keyboard.press("z")
        page.wait_for_url(address)

        assert marked == [chosen]
        assert page.locator("mark").count() == 0

    def test_uses_the_selection_when_its_button_is_pressed(
        self, page: Page, site: str
    ) -> None:
        sign_in(page, site)
        paste(page, site, TEXT)

        page.keyboard.press("s")
        page.get_by_text("Record a claim").click()

        words = page.get_by_label("Words, as printed")
        expect(words).to_have_value(sentences()[0][0])
        expect(words).to_be_visible()

    @pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
    def test_works_without_scripts(self, page: Page, site: str) -> None:
        sign_in(page, site)
        paste(page, site, TEXT)

        page.get_by_text("Record a claim").first.click()
        page.get_by_label("Words, as printed").fill("The gate of lock 3")
        page.get_by_label("Source").first.fill("Anna Berg")
        page.get_by_role("button", name="Record", exact=True).click()

        expect(page.locator("mark")).to_have_text(["The gate of lock 3"])


class TestKeys:
    def test_stay_switched_off_on_other_pages(self, page: Page, site: str) -> None:
        sign_in(page, site)
        page.goto(f"{site}/queue/drafts")
        page.get_by_label("Keys of one letter").uncheck()
        page.reload()

        page.keyboard.press("x")
        page.goto(f"{site}/articles/2")
        page.keyboard.press("j")

        expect(page.locator("details.card[open]")).to_have_count(0)
        page.goto(f"{site}/queue/drafts")
        expect(page.get_by_label("Keys of one letter")).not_to_be_checked()


NARROW = {"viewport": {"width": 320, "height": 700}}


@pytest.mark.parametrize("page", [NARROW], indirect=True)
def test_hostile_words_fit_the_screen_and_run_no_script(page: Page, site: str) -> None:
    sign_in(page, site, "admin")
    address = paste(page, site, HOSTILE, title=HOSTILE[:400])
    page.goto(f"{address}/claims/new")
    page.get_by_label("Words, as printed").fill(HOSTILE)
    page.get_by_label("Source").first.fill(HOSTILE[:400])
    page.get_by_label("Fact", exact=True).fill(HOSTILE[:400])
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_url(f"{address}?recorded=*")
    claim, article = page.url.rpartition("-")[2], address.removeprefix(site)
    fact = page.locator(".card .fact a").first.get_attribute("href")

    source = made(page, site, name=HOSTILE[:400] + "1")
    make_tag(page, site, name=HOSTILE[:100])
    make_key(page, site, name=HOSTILE[:200])
    page.goto(f"{site}/claims")
    page.get_by_text("Save this view").click()
    page.get_by_label("Name").fill(HOSTILE[:200])
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"{site}/views")
    addresses = (
        *("/", "/account", "/queue/names", "/tags", "/views"),
        *(f"{article}/edit", f"{article}/history", f"/claims/{claim}/history"),
        *(f"/sources/{source}/edit", f"/sources/{source}/history"),
        f"/search?q={quote(HOSTILE[:300])}",
        str(fact),
        page.url.removeprefix(site),
        f"/claims/{claim}/edit",
        "/claims?sort=-recorded",
        f"/claims?tag={quote(HOSTILE[:60])}",
        f"/sources/{source}/merge?into={source}",
    )
    for path in addresses:
        page.goto(f"{site}{path}")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert "alert(1)" in page.content()

    page.goto(f"{site}/data/import")
    claim_in_file = {"article_id": 2, "text": HOSTILE[:400], "form": "unattributed"}
    tagged = {**claim_in_file, "attribution": [], "tags": [HOSTILE[:90]]}
    page.get_by_label("Or paste it").fill(json.dumps(tagged))
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Other records")).to_be_visible()
    check_look(page, "light")


def make_tag(page: Page, site: str, *, name: str) -> None:
    """Create a tag by the API."""
    page.request.post(
        f"{site}{API}/tags",
        headers={"authorization": f"Bearer {CREDENTIALS['admin']}"},
        data={"name": name},
    )


def make_key(page: Page, site: str, *, name: str) -> None:
    """Create a key of a new analyst by the API."""
    page.request.post(
        f"{site}{API}/keys",
        headers={"authorization": f"Bearer {CREDENTIALS['admin']}"},
        data={"analyst": {"name": name}, "note": name},
    )


def made(page: Page, site: str, *, name: str) -> int:
    """Create a person by the API, and return the id."""
    answer = page.request.post(
        f"{site}{API}/sources",
        headers={"authorization": f"Bearer {CREDENTIALS['admin']}"},
        data={"name": name, "kind": "person", "new": True},
    )
    return int(answer.json()["id"])


@pytest.mark.parametrize("page", [{}, {"java_script_enabled": False}], indirect=True)
class TestEdit:
    def test_merges_the_changes_of_two_writers(self, page: Page, site: str) -> None:
        sign_in(page, site)
        source = made(page, site, name="Olga Pertova")
        page.goto(f"{site}/sources/{source}")
        page.get_by_role("link", name="Edit").click()
        page.get_by_label("Name").fill("Olga Petrova")
        page.get_by_label("Sector").fill("military")
        answer = page.request.patch(
            f"{site}{API}/sources/{source}",
            headers={
                "authorization": f"Bearer {CREDENTIALS['admin']}",
                "if-match": '"v1"',
            },
            data={"sector": "police", "country_code": "UA"},
        )
        assert answer.ok

        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("row", name="Sector")).to_contain_text("police")
        expect(page.get_by_label("Country")).to_have_value("UA")
        page.get_by_role("button", name="Save").click()

        page.wait_for_url(f"{site}/sources/{source}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Olga Petrova")
        expect(page.locator("main")).to_contain_text("military")


class TestMerge:
    def test_merges_and_unmerges_by_keyboard(self, page: Page, site: str) -> None:
        sign_in(page, site, "editor")
        one, other = (made(page, site, name=f"Nora Lind{end}") for end in ("", "t"))

        page.goto(f"{site}/sources/{one}/merge")
        page.get_by_role("link", name="Compare with Nora Lindt").press("Enter")
        page.get_by_label("Why they are one").press_sequentially("one person")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/sources/{other}/merge")
        page.get_by_label("Why", exact=True).press_sequentially("two after all")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/sources/{one}/merge")

        expect(page.get_by_role("link", name="Nora Lind", exact=True)).to_be_visible()


class TestSearch:
    def test_a_key_focuses_the_search_field(self, page: Page, site: str) -> None:
        page.goto(f"{site}/sources")

        page.keyboard.press("/")
        page.keyboard.type("canal")
        page.keyboard.press("Enter")

        page.wait_for_url(f"{site}/search?q=canal")
        expect(page.locator(".hits li").first).to_be_visible()


class TestReview:
    def test_reviews_by_keys_and_undoes_it(self, page: Page, site: str) -> None:
        sign_in(page, site)
        page.goto(f"{site}/queue/drafts")
        drafts = page.locator(".draft .words").all_inner_texts()

        page.keyboard.press("a")
        page.wait_for_url("**/queue/drafts?done=*")
        left = page.locator(".draft .words").all_inner_texts()
        page.keyboard.press("z")
        page.wait_for_url("**/queue/drafts")
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.wait_for_url("**/queue/drafts?done=*&was=rejected")
        after = page.locator(".draft .words").all_inner_texts()

        assert left == drafts[1:]
        assert after == [drafts[0], *drafts[2:]]

    def test_reviews_a_selected_draft_in_the_reader(
        self, page: Page, site: str
    ) -> None:
        sign_in(page, site)
        page.goto(f"{site}/queue/drafts")
        page.locator(".draft .words a").last.click()
        page.wait_for_url("**/articles/*#claim-*")
        chosen = page.locator("details.card[open]").get_attribute("id")

        page.keyboard.press("a")
        page.wait_for_url("**/articles/*?done=*")

        card = page.locator(f"#{chosen}")
        expect(card).not_to_contain_text("draft")
        expect(page.get_by_role("status")).to_contain_text("1 claim is reviewed")
