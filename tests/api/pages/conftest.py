"""Fixtures of tests in a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.api.pages.browsing import CHROMIUM, OFFLINE, serving, watched_page


@pytest.fixture(scope="module")
def site(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the records that ship."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(shipped, folder)
    with serving(f"sqlite:///{folder}/{shipped.name}", folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OFFLINE)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    with watched_page(browser, **getattr(request, "param", {})) as page:
        yield page
