"""Journeys by keyboard alone, in a real browser: resolve a fact, import claims."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.api.pages.browsing import IN_CHROMIUM, sign_in

ANN = {"position": 1, "relation": "said", "source": {"kind": "person", "name": "Ann"}}
CLAIM = {
    "article_id": 2,
    "text": "The harbour froze.",
    "form": "paraphrase",
    "attribution": [ANN],
}
FACT = "vessin-canal-closed-2024"

pytestmark = IN_CHROMIUM


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: the records that ship are read."""


def test_a_fact_is_resolved_by_keyboard(page: Page, site: str) -> None:
    sign_in(page, site, "editor")
    page.goto(f"{site}/facts/{FACT}/resolve")

    tab_to(page, "Did it happen")
    page.keyboard.type("no")
    tab_to(page, "Known since")
    page.keyboard.type("04022024")  # as the locale of the browser orders a date
    tab_to(page, "Why")
    page.keyboard.type("The canal was open all year.")
    tab_to(page, "Why you record it now")
    page.keyboard.type("The port has said so.")
    page.keyboard.press("Enter")

    page.wait_for_url(f"{site}/facts/{FACT}*")
    expect(page.locator("main")).to_contain_text("The canal was open all year.")


def test_claims_are_imported_by_keyboard(page: Page, site: str) -> None:
    sign_in(page, site)
    page.goto(f"{site}/data/import")

    tab_to(page, "Or paste it")
    page.keyboard.insert_text(json.dumps(CLAIM))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    tab_to(page, "Import 1 claim")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("1 claim is recorded")


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the control with this label, or this text, has the focus."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == label:
            return
    pytest.fail(f"no control is called {label!r}")


# The label of the control that has the focus, or the text of a button.
FOCUSED = """() => {
  const control = document.activeElement;
  return (control.labels?.[0] ?? control).textContent.trim();
}"""
