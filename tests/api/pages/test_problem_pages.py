"""Errors as pages: when browsers get them, and their links."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.settings import MAX_TARGET, Serving
from db.engine.reader import make_reader
from tests.api.asgi_requests import ELSEWHERE
from tests.api.bodies import API, Json
from tests.api.conftest import Make
from tests.api.pages.signing_in import browser_of, send
from tests.api.pages.test_record_pages import page_of
from tests.client import Client
from tests.keys import shown

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PROGRAM = {"accept": "application/json"}
HOSTILE = "<script>alert(1)</script>"


def withdrawn(client: TestClient, path: str, reason: str = "twice") -> None:
    client.delete(
        f"{API}{path}", params={"reason": reason}, headers={"if-match": '"v1"'}
    ).raise_for_status()


class TestAddressWithoutRoute:
    def test_returns_a_page_to_browsers_only(self, client: TestClient) -> None:
        page = client.get("/nowhere", headers=BROWSER)
        data = client.get("/nowhere", headers=PROGRAM)
        of_api = client.get(f"{API}/nowhere", headers=BROWSER)

        assert {one.status_code for one in (page, data, of_api)} == {404}
        assert "Not found" in page_of(page).text
        assert "unsafe" not in page.headers["content-security-policy"]
        assert data.json()["status"] == of_api.json()["status"] == 404

    def test_keeps_the_headers_of_the_problem(self, client: TestClient) -> None:
        page = client.post("/queue", headers=BROWSER)

        assert page.status_code == 405
        assert page.headers["allow"] == "HEAD, GET"


@pytest.mark.portable
class TestMiddleware:
    def serve(self, **serving: Any) -> TestClient:
        nowhere: Any = None
        app = create_app(make_reader("sqlite://"), nowhere, Serving(**serving))
        return Client(app, client=ELSEWHERE, raise_server_exceptions=False)

    def test_rate_limited_requests_show_when_to_retry(self) -> None:
        client = self.serve(rate_limit="1/day")

        pages = [client.get("/static/desk.css", headers=BROWSER) for _ in range(2)]

        page, wait = pages[-1], pages[-1].headers["retry-after"]
        assert page.status_code == 429
        assert f"Try again in {wait} seconds." in page_of(page).text
        assert page.headers["ratelimit"].startswith('"address";r=0')

    def test_overload_and_long_addresses_are_shown_as_pages(self) -> None:
        client = self.serve(max_requests=1)
        limit = client.app.state.requests

        with limit:
            shed = client.get("/claims", headers=BROWSER)
        too_long = client.get("/" + "x" * MAX_TARGET, headers=BROWSER)

        assert (shed.status_code, too_long.status_code) == (503, 414)
        assert shed.headers["retry-after"]
        assert "Try again" in page_of(shed).text
        assert "414" in page_of(too_long).text


class TestWithdrawn:
    def test_shows_the_reason_and_links_to_the_history(
        self, client: TestClient, make_claim: Make, fact: Json
    ) -> None:
        claim = make_claim()
        paths = [f"/claims/{claim['id']}", f"/facts/{fact['slug']}"]

        for path in paths:
            withdrawn(client, path, HOSTILE)
            answer = client.get(path)

            assert answer.status_code == 410
            assert f"Why: {HOSTILE}" in page_of(answer).text
            assert HOSTILE not in answer.text
            assert f"{path}/history" in page_of(answer).hrefs()

    def test_is_not_found_by_readers_if_restricted(
        self, client: TestClient, make_source: Make
    ) -> None:
        hidden = make_source(name="Deep Throat", visibility="restricted")
        withdrawn(client, f"/sources/{hidden['id']}", "a mistake")

        seen = client.get(f"/sources/{hidden['id']}")
        unseen = client.get(f"/sources/{hidden['id']}", headers=shown("reader"))

        assert (seen.status_code, unseen.status_code) == (410, 404)
        assert "a mistake" not in unseen.text


class TestRefusedForm:
    def sent(self, client: TestClient, path: str, **fields: object) -> Response:
        return send(browser_of(client, "analyst"), path, **fields)

    def test_links_to_the_record_and_its_history_after_another_write(
        self, client: TestClient, make_claim: Make
    ) -> None:
        path = f"/claims/{make_claim()['id']}"
        body, read = {"statement": "New."}, {"if-match": '"v1"'}
        client.patch(f"{API}{path}", json=body, headers=read).raise_for_status()

        answer = self.sent(client, f"{path}/withdraw", version=1, reason=HOSTILE)

        page = page_of(answer)
        assert answer.status_code == 412
        assert {path, f"{path}/history"} <= set(page.hrefs())
        assert "Theirs" in page.text
        assert HOSTILE in page.text
        assert HOSTILE not in answer.text

    def test_links_to_a_tag_that_another_analyst_renamed(
        self, client: TestClient, make_claim: Make
    ) -> None:
        make_claim(tags=["rain"])
        tags = client.get(f"{API}/tags").json()["data"]
        path = next(f"/tags/{one['id']}" for one in tags if one["name"] == "rain")
        self.sent(client, f"{path}/rename", version=1, name="wet")

        answer = self.sent(client, f"{path}/rename", version=1, name="damp")

        assert answer.status_code == 412
        assert path in page_of(answer).hrefs()
        assert f"{path}/history" not in page_of(answer).hrefs()  # there is none
        assert "damp" in page_of(answer).text

    def test_links_to_the_conflicting_record(
        self, client: TestClient, make_claim: Make
    ) -> None:
        first = make_claim(text="It rained.")
        path = f"/claims/{first['id']}"
        withdrawn(client, path)
        second = make_claim(article_id=first["article_id"], text="It rained.")

        answer = self.sent(client, f"{path}/restore", version=2, reason="it was right")

        assert answer.status_code == 409
        assert f"/claims/{second['id']}" in page_of(answer).hrefs()
        assert "it was right" in page_of(answer).text
