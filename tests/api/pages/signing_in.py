"""Signs in as a browser does."""

import re

from fastapi.testclient import TestClient
from httpx2 import Response

from db.values.viewer import Role
from tests.keys import CREDENTIALS

ORIGIN = "http://localhost"
TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')


def sign_in(
    browser: TestClient,
    role: Role = "editor",
    *,
    key: str | None = None,
    following: str = "/",
    origin: str = ORIGIN,
) -> Response:
    """Send the form of the page with the key of a role, or with another one."""
    shown = str(CREDENTIALS[role]) if key is None else key
    return browser.post(
        "/sign-in",
        data={"key": shown, "next": following},
        headers={"origin": origin},
        follow_redirects=False,
    )


def form_token(browser: TestClient, address: str = "/sign-in") -> str:
    """Return the token in the forms of a page."""
    found = TOKEN.search(browser.get(address).text)
    assert found
    return found[1]
