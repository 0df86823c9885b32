"""Reverts and restorations by forms."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json
from tests.api.conftest import Make
from tests.api.pages.signing_in import browser_of, send


@pytest.fixture
def browser(client: TestClient) -> TestClient:
    """A client in the session of an analyst."""
    return browser_of(client, "analyst")


@pytest.fixture
def changed(client: TestClient, make_claim: Make) -> Json:
    """A claim whose second version has another statement."""
    claim = make_claim(statement="First.")
    path, read = f"{API}/claims/{claim['id']}", {"if-match": '"v1"'}
    client.patch(path, json={"statement": "Second."}, headers=read).raise_for_status()
    return claim


class TestRevert:
    def test_restores_an_earlier_version(
        self, browser: TestClient, changed: Json
    ) -> None:
        path = f"/claims/{changed['id']}"
        offered = browser.get(f"{path}/history").text

        answer = send(browser, f"{path}/revert", version=2, to=1, reason="a mistake")

        after = browser.get(f"{API}{path}").json()
        assert f"{path}/revert" in offered
        assert answer.headers["location"] == f"{path}/history"
        assert (after["statement"], after["version"]) == ("First.", 3)

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({"version": 1, "to": 1, "reason": "late"}, 412),
            ({"version": 2, "to": 7, "reason": "none"}, 422),
            ({"version": 2, "to": "x", "reason": "none"}, 422),
            ({"version": 2, "to": 1}, 422),
        ],
    )
    def test_describes_the_error(
        self, browser: TestClient, changed: Json, fields: Json, status: int
    ) -> None:
        answer = send(browser, f"/claims/{changed['id']}/revert", **fields)

        assert answer.status_code == status
        assert browser.get(f"{API}/claims/{changed['id']}").json()["version"] == 2

    def test_exists_for_every_record(
        self, client: TestClient, browser: TestClient, fact: Json, make_source: Make
    ) -> None:
        source = make_source(name="First")
        tag = client.post(f"{API}/tags", json={"name": "first"}).json()
        changes = {
            f"/facts/{fact['id']}": {"place": "Vessin"},
            f"/sources/{source['id']}": {"description": "A port."},
            f"/tags/{tag['id']}": {"note": "A tag."},
        }
        pages = {path: path for path in changes}
        pages[f"/facts/{fact['id']}"] = f"/facts/{fact['slug']}"

        for path, change in changes.items():
            read = {"if-match": '"v1"'}
            client.patch(f"{API}{path}", json=change, headers=read).raise_for_status()
            offered = browser.get(f"{pages[path]}/history").text
            answer = send(browser, f"{path}/revert", version=2, to=1, reason="a slip")

            (field,) = change
            after = browser.get(f"{API}{path}").json()
            assert f'action="{path}/revert"' in offered
            assert answer.headers["location"] == f"{path}/history"
            assert (after[field], after["version"]) == (None, 3)

    def test_is_offered_to_callers_who_may_write(
        self, client: TestClient, browser: TestClient, changed: Json
    ) -> None:
        path = f"/claims/{changed['id']}/history"
        reader = browser_of(client, "reader")

        assert "revert" in browser.get(path).text
        assert "revert" not in reader.get(path).text


class TestRestore:
    def test_is_offered_in_the_history_of_a_withdrawn_record(
        self, browser: TestClient, changed: Json
    ) -> None:
        path = f"/claims/{changed['id']}"
        send(browser, f"{path}/withdraw", version=2, reason="twice", back="/claims")

        offered = browser.get(f"{path}/history").text
        answer = send(browser, f"{path}/restore", version=3, reason="not twice")

        assert f"{path}/restore" in offered
        assert 'name="version" value="3"' in offered
        assert answer.headers["location"] == path
        assert browser.get(path).status_code == 200
