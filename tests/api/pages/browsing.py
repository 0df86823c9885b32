"""A browser, and a server for it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from db.values.viewer import Role
from tests.keys import CREDENTIALS, keep_keys_at
from tests.torture.serving import Server

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# No other program draws pages and runs their scripts as readers see them.
IN_CHROMIUM = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install chromium"),
]
OFFLINE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# By pages that say so, also to the console: these are no errors of a page.
ANSWERED = ("status of 404", "status of 412")
SIZES = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 800}},
}
Colours = Literal["light", "dark"]
AXE = Axe().axe_script
VIOLATIONS = """rules => axe.run({
    resultTypes: ["violations"], ...(rules && {runOnly: {type: "rule", values: rules}})
}).then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))"""
OF_COLOURS = ["color-contrast", "link-in-text-block"]  # all others ignore the scheme


@contextmanager
def serving(url: str, folder: Path) -> Iterator[str]:
    """Serve a database to browsers that have the keys of tests."""
    keep_keys_at(url)
    server = Server(url, folder, forked=True)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.kill()


@contextmanager
def watched_page(browser: Browser, **options: object) -> Iterator[Page]:
    """Open a page on which neither the console nor the policy reports anything."""
    context = browser.new_context(**options)  # type: ignore[arg-type]  # as parameters
    page, errors = context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda message: (
            message.type == "error"
            and not any(one in message.text for one in ANSWERED)
            and errors.append(message.text)
        ),
    )
    yield page
    context.close()
    assert errors == [], errors


def check_look(page: Page, *colours: Colours) -> None:
    """Fail unless the open page fits and is accessible in each of these colours."""
    scrolls = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not scrolls, page.url
    page.evaluate(AXE)
    rules = None
    for scheme in colours:
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(VIOLATIONS, rules) == [], (page.url, scheme)
        rules = OF_COLOURS


def sign_in(page: Page, site: str, role: Role = "analyst") -> None:
    """Sign in by the form, with the key of a role."""
    page.goto(f"{site}/sign-in")
    page.get_by_label("Key").fill(str(CREDENTIALS[role]))
    page.get_by_label("Key").press("Enter")
    page.wait_for_url(f"{site}/")
