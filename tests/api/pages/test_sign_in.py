"""Sign-in and sign-out, and the pages of a session."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, update

from api.pages.forms import MAX_OPEN
from api.settings import Serving
from db.models import Analyst, ApiKey, PageSession
from db.values import clock
from tests.api.asgi_requests import ELSEWHERE
from tests.api.bodies import API
from tests.api.conftest import Make
from tests.api.pages.signing_in import ORIGIN, form_token, sign_in
from tests.client import Client
from tests.keys import ANALYSTS

LATER = {"session_idle": "used_at", "session_age": "created_at"}


@pytest.fixture
def hidden(make_source: Make) -> str:
    """The page of a source that readers may not see."""
    made = make_source(name="Deep Throat", kind="person", visibility="restricted")
    return f"/sources/{made['id']}"


@pytest.fixture
def browser(client: TestClient, hidden: str) -> TestClient:
    """A client without a key, as a browser is one."""
    assert hidden
    del client.headers["authorization"]
    client.cookies.clear()
    return client


def elsewhere(browser: TestClient, **options: Any) -> Client:
    """Return a client on another machine."""
    other = Client(browser.app, client=ELSEWHERE, **options)
    other.portal = browser.portal
    return other


class TestSignIn:
    def test_gives_access_with_the_role_of_the_key(
        self, browser: TestClient, hidden: str
    ) -> None:
        before = browser.get(hidden)

        answer = sign_in(browser, "analyst", following=hidden)

        assert before.status_code == 404
        assert (answer.status_code, answer.headers["location"]) == (303, hidden)
        assert "Deep Throat" in browser.get(hidden).text
        assert "analyst of tests" in browser.get("/articles").text

    def test_sets_an_http_only_same_site_cookie(self, browser: TestClient) -> None:
        cookie = sign_in(browser).headers["set-cookie"]

        name, *attributes = cookie.split("; ")
        assert name.startswith("onrecord=")
        assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=lax"]

    def test_binds_the_cookie_to_the_host_over_https(self, browser: TestClient) -> None:
        origin = "https://record.example.org"
        remote = elsewhere(browser, base_url=origin)

        cookie = sign_in(remote, "analyst", origin=origin).headers["set-cookie"]

        assert cookie.startswith("__Host-onrecord=")
        assert {"Secure", "Path=/", "HttpOnly"} <= set(cookie.split("; "))
        assert "domain" not in cookie.lower()

    def test_requires_https_on_another_host(self, browser: TestClient) -> None:
        origin = "http://record.example.org"
        remote = elsewhere(browser, base_url=origin)

        answer = sign_in(remote, "analyst", origin=origin)

        assert answer.status_code == 403
        assert "Sign-in needs HTTPS" in answer.text
        assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize(
        "key", ["", "onr_no_key", f"onr_{'0' * 12}_{'0' * 48}", "x\r\nSet-Cookie: a=b"]
    )
    def test_refuses_all_invalid_keys_with_the_same_message(
        self, browser: TestClient, key: str
    ) -> None:
        answer = sign_in(browser, key=key)

        assert answer.status_code == 401
        assert "This API key is unknown, revoked or expired." in answer.text
        assert not key or key not in answer.text
        assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize(
        "address", ["https://evil.example", "//evil.example", "/\\evil.example", "/\n/"]
    )
    def test_redirects_to_pages_of_this_server_only(
        self, browser: TestClient, address: str
    ) -> None:
        answer = sign_in(browser, following=address)

        assert answer.headers["location"] == "/"
        assert "evil" not in browser.get("/sign-in", params={"next": address}).text

    def test_ends_the_previous_session(self, browser: TestClient, hidden: str) -> None:
        sign_in(browser)
        first = dict(browser.cookies)

        sign_in(browser)
        browser.cookies = first

        assert browser.get(hidden).status_code == 404

    def test_counts_attempts_in_the_rate_limit_of_the_address(
        self, browser: TestClient
    ) -> None:
        answer = sign_in(elsewhere(browser), key="wrong")

        assert answer.headers["ratelimit-policy"].startswith('"address";')


class TestSession:
    def test_is_valid_for_pages_only(self, browser: TestClient, hidden: str) -> None:
        sign_in(browser)

        assert browser.get(hidden).status_code == 200
        assert browser.get(f"{API}{hidden}").status_code == 404
        assert browser.post(f"{API}/tags", json={"name": "x"}).status_code == 401

    def test_its_pages_are_not_cached(self, browser: TestClient, hidden: str) -> None:
        sign_in(browser)

        headers = browser.get(hidden).headers

        assert headers["cache-control"] == "private, no-store"
        assert "Cookie" in headers["vary"]
        assert "etag" not in headers

    def test_ends_with_its_key(
        self, browser: TestClient, hidden: str, engine: Engine
    ) -> None:
        sign_in(browser, "analyst")
        revoked = update(ApiKey).where(ApiKey.analyst_id == ANALYSTS["analyst"])

        with engine.begin() as connection:
            connection.execute(revoked.values(revoked_at=clock.now()))
        try:
            assert browser.get(hidden).status_code == 404
        finally:
            with engine.begin() as connection:
                connection.execute(revoked.values(revoked_at=None))

    def test_has_the_current_role_of_its_analyst(
        self, browser: TestClient, hidden: str, engine: Engine
    ) -> None:
        sign_in(browser, "analyst")
        changed = update(Analyst).where(Analyst.id == ANALYSTS["analyst"])

        with engine.begin() as connection:
            connection.execute(changed.values(role="reader"))
        try:
            assert browser.get(hidden).status_code == 404
        finally:
            with engine.begin() as connection:
                connection.execute(changed.values(role="analyst"))

    @pytest.mark.parametrize(("setting", "column"), LATER.items())
    def test_expires(
        self,
        browser: TestClient,
        hidden: str,
        engine: Engine,
        setting: str,
        column: str,
    ) -> None:
        sign_in(browser)
        minutes = getattr(Serving(), setting) * (60 if column == "created_at" else 1)
        before = clock.now() - timedelta(minutes=minutes + 1)
        values = {column: before, "created_at": before}

        with engine.begin() as connection:
            connection.execute(update(PageSession).values(values))

        assert browser.get(hidden).status_code == 404

    def test_of_the_owner_is_refused_from_another_host(
        self, browser: TestClient, hidden: str
    ) -> None:
        sign_in(browser, "admin")
        remote = elsewhere(browser, base_url="https://record.example.org")
        remote.cookies.set("__Host-onrecord", browser.cookies["onrecord"])

        assert remote.get(hidden).status_code == 401


class TestSignOut:
    def test_ends_the_session(self, browser: TestClient, hidden: str) -> None:
        sign_in(browser)
        kept = dict(browser.cookies)

        answer = leave(browser, form_token(browser))
        forgotten = dict(browser.cookies)
        browser.cookies = kept

        assert answer.status_code == 303
        assert forgotten == {}
        assert browser.get(hidden).status_code == 404


def leave(browser: TestClient, token: str, **headers: str) -> Response:
    return browser.post(
        "/sign-out",
        data={"form_token": token},
        headers={"origin": ORIGIN, **headers},
        follow_redirects=False,
    )


class TestForm:
    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"sec-fetch-site": "none"},
            {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        ],
    )
    def test_of_another_site_is_refused(
        self, browser: TestClient, hidden: str, headers: dict[str, str]
    ) -> None:
        sign_in(browser)

        answer = leave(browser, form_token(browser), **headers)

        assert answer.status_code == 403
        assert browser.get(hidden).status_code == 200

    def test_with_a_null_origin_from_the_same_site_is_accepted(
        self, browser: TestClient
    ) -> None:
        sign_in(browser)
        headers = {"sec-fetch-site": "same-origin", "origin": "null"}

        assert leave(browser, form_token(browser), **headers).status_code == 303

    @pytest.mark.parametrize("token", ["", "0" * 64, "é"])
    def test_without_the_token_of_the_session_is_refused(
        self, browser: TestClient, hidden: str, token: str
    ) -> None:
        sign_in(browser)

        assert leave(browser, token).status_code == 403
        assert browser.get(hidden).status_code == 200

    def test_requires_a_session_even_with_an_api_key(self, client: TestClient) -> None:
        assert leave(client, "").status_code == 401

    def test_that_needs_no_session_has_a_small_size_limit(
        self, browser: TestClient
    ) -> None:
        """Reading two megabytes of escapes takes a second."""
        answer = sign_in(browser, key="%" * MAX_OPEN)

        assert answer.status_code == 413

    def test_with_a_wrong_media_type_encoding_or_number_of_fields_is_refused(
        self, browser: TestClient
    ) -> None:
        many = "&".join(f"a{n}=1" for n in range(1001))
        kinds = {
            415: ({"content-type": "application/json"}, b"{}"),
            400: ({"content-type": "application/x-www-form-urlencoded"}, b"key=%ff"),
        }

        for status, (headers, body) in kinds.items():
            sent = {"origin": ORIGIN, **headers}
            answer = browser.post("/sign-in", content=body, headers=sent)
            assert answer.status_code == status
        sent = {"origin": ORIGIN, **kinds[400][0]}
        assert browser.post("/sign-in", content=many, headers=sent).status_code == 400
