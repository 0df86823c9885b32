"""A day's work in a real browser: record, review and resolve, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.cli.running import Onrecord
from tests.api.pages.browsing import IN_CHROMIUM, serving, sign_in
from tests.api.pages.test_work_in_browser import paste

WORDS = "The lock will open before the end of March"

pytestmark = IN_CHROMIUM


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: the records that ship are read."""


@pytest.fixture
def site(migrated_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of a server with the records that ship."""
    assert Onrecord(migrated_url)("seed").status == 0
    with serving(migrated_url, tmp_path) as address:
        yield address


# The site comes first, so that its server is killed after the page is closed.
def test_a_claim_is_recorded_reviewed_and_its_fact_resolved(
    site: str, page: Page
) -> None:
    sign_in(page, site)
    address = paste(page, site, f"{WORDS}, Ann Berg said.")

    page.keyboard.press("s")
    page.keyboard.press("a")
    page.get_by_label("Words, as printed").fill(WORDS)
    page.get_by_label("Source").first.fill("Ann Berg")
    page.get_by_label("Fact", exact=True).fill("The lock opened by the end of March.")
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_url(f"{address}?recorded=*")
    expect(page.locator("mark")).to_have_text(WORDS)

    claim = page.url.rpartition("-")[2]
    page.goto(f"{site}/claims/{claim}/edit")
    page.get_by_label("Review").select_option("draft")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{address}#claim-{claim}")
    page.keyboard.press("a")
    page.wait_for_url(f"{address}?done=*")
    expect(page.get_by_role("status")).to_contain_text("1 claim is reviewed")

    page.locator("details.card[open] .fact a").click()
    page.get_by_role("link", name="Resolve").first.click()
    page.get_by_label("Did it happen").select_option("yes")
    page.get_by_label("Known since").fill("2022-04-01")
    page.get_by_label("Came true").fill("2022-03-20")
    page.get_by_label("Why", exact=True).fill("The port said so.")
    page.get_by_label("Why you record it now").fill("It did.")
    page.get_by_role("button", name="Record").click()
    page.wait_for_url("**/facts/*opened*")
    expect(page.locator("main")).to_contain_text("The port said so.")
