"""Signs in as a browser does."""

import re

from fastapi.testclient import TestClient
from httpx2 import Request, Response

from db.values.viewer import Role
from tests.api.bodies import API
from tests.client import Client
from tests.keys import CREDENTIALS, shown

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


def browser_of(client: TestClient, role: Role) -> TestClient:
    """Return a client in the session of a role.

    What it asks of the API, it asks with the key of an administrator.
    """

    def show_key(request: Request) -> None:
        if request.url.path.startswith(API):
            request.headers.update(shown())

    browser = Client(client.app)
    browser.portal = client.portal
    browser.event_hooks = {**client.event_hooks, "request": [show_key]}
    sign_in(browser, role)
    return browser


def send(browser: TestClient, path: str, **fields: object) -> Response:
    """Send a form of the session, as a page does."""
    return browser.post(
        path,
        data={"form_token": form_token(browser), **fields},
        headers={"origin": ORIGIN},
        follow_redirects=False,
    )
