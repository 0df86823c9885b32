"""Views of lists, saved under a name by forms."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json
from tests.api.pages.signing_in import browser_of, send
from tests.api.pages.test_record_pages import page_of

REMOVE = re.compile(r"/views/[0-9]+/remove")
HOSTILE = "<script>alert(1)</script>"
VIEW = {"name": HOSTILE, "kind": "claim", "query": "act=denial&form=direct_quote"}


@pytest.fixture
def browser(client: TestClient) -> TestClient:
    return browser_of(client, "analyst")


class TestSave:
    def test_stores_a_list_and_shows_it_to_its_owner_only(
        self, client: TestClient, browser: TestClient
    ) -> None:
        offered = browser.get(f"/claims?{VIEW['query']}&cursor=").text

        saved = send(browser, "/views", **VIEW)
        own, others = browser.get("/views"), browser_of(client, "editor").get("/views")

        query = VIEW["query"].replace("&", "&amp;")
        assert f'name="query" value="{query}"' in offered
        assert saved.headers["location"] == "/views"
        assert f"/claims?{VIEW['query']}" in page_of(own).hrefs()
        assert HOSTILE in page_of(own).text
        assert HOSTILE not in own.text
        assert "No saved views" in page_of(others).text

    def test_a_shared_view_is_removed_by_its_owner_only(
        self, client: TestClient, browser: TestClient
    ) -> None:
        editor = browser_of(client, "editor")
        send(browser, "/views", **VIEW, shared="yes")
        shared = editor.get("/views")
        (path,) = REMOVE.findall(browser.get("/views").text)

        refused = send(editor, path, version=1)
        removed = send(browser, path, version=1)

        assert "shared" in page_of(shared).text
        assert path not in shared.text
        assert refused.status_code == 409
        assert removed.status_code == 303
        assert "No saved views" in page_of(browser.get("/views")).text

    @pytest.mark.parametrize(
        "wrong", [{"name": ""}, {"kind": "tag"}, {"query": "colour=red"}]
    )
    def test_describes_the_error(self, browser: TestClient, wrong: Json) -> None:
        assert send(browser, "/views", **{**VIEW, **wrong}).status_code == 422
        assert browser.get(f"{API}/filters").json()["data"] == []
