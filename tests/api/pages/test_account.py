"""The page of an account: one's own key, and all keys for administrators."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API
from tests.api.pages.signing_in import browser_of, send, sign_in
from tests.api.pages.test_record_pages import page_of
from tests.client import Client
from tests.keys import shown

HOSTILE = "<script>alert(1)</script>\u202e" + "W" * 150
CREDENTIAL = re.compile(r"onr_[0-9a-f]{12}_[0-9a-f]{48}")


@pytest.fixture
def admin(client: TestClient) -> TestClient:
    return browser_of(client, "admin")


class TestOwnKey:
    def test_shows_the_own_key_only(self, client: TestClient) -> None:
        analyst = browser_of(client, "analyst")

        own = analyst.get("/account")
        reader = client.get("/account", headers=shown("reader"))

        assert analyst.get(f"{API}/keys").json()["data"]
        assert "Sign out" in page_of(own).text
        assert own.text.count("onr_") == 1
        assert "Make a key" not in own.text
        assert not CREDENTIAL.search(own.text)
        assert own.headers["cache-control"] == "private, no-store"
        assert "Make a key" not in reader.text


class TestCreateKey:
    def test_creates_a_key_that_is_shown_only_once(self, admin: TestClient) -> None:
        fields = {"analyst.name": HOSTILE, "analyst.role": "editor", "note": HOSTILE}

        made = send(admin, "/account/keys", **fields, expires_at="2199-01-01")
        after = admin.get("/account")

        (credential,) = CREDENTIAL.findall(made.text)
        other = Client(admin.app)
        other.portal = admin.portal
        assert made.status_code == 201
        assert sign_in(other, key=credential).status_code == 303
        assert "<script>alert" not in after.text
        assert "alert(1)" in page_of(after).text
        assert credential not in after.text
        assert "1 Jan 2199" in page_of(after).text

    @pytest.mark.parametrize(
        ("fields", "field", "status"),
        [
            ({"analyst.name": ""}, "analyst.name", 422),
            ({"analyst.name": "N", "analyst.role": "owner"}, "analyst.role", 422),
            ({"analyst.name": "N", "expires_at": "soon"}, "expires_at", 422),
            ({"analyst.name": "N", "expires_at": "2001-01-01"}, "expires_at", 422),
        ],
    )
    def test_describes_the_error_at_the_field(
        self, admin: TestClient, fields: dict[str, str], field: str, status: int
    ) -> None:
        before = admin.get(f"{API}/keys").json()["data"]

        answer = send(admin, "/account/keys", **fields)

        assert answer.status_code == status
        assert f'id="{field}-error"' in answer.text
        assert admin.get(f"{API}/keys").json()["data"] == before

    @pytest.mark.parametrize("path", ["/account/keys", "/account/keys/1/revoke"])
    def test_requires_the_admin_role(self, client: TestClient, path: str) -> None:
        editor = browser_of(client, "editor")

        assert send(editor, path, **{"analyst.name": "N"}).status_code == 403


class TestRevokeKey:
    def test_revoking_a_key_ends_its_sessions(self, admin: TestClient) -> None:
        made = send(admin, "/account/keys", **{"analyst.name": "Night desk"})
        other = Client(admin.app)
        other.portal = admin.portal
        sign_in(other, key=CREDENTIAL.findall(made.text)[0])
        keys = admin.get(f"{API}/keys").json()["data"]
        (ended,) = [one for one in keys if one["analyst"]["name"] == "Night desk"]

        answer = send(admin, f"/account/keys/{ended['id']}/revoke")

        assert answer.headers["location"] == "/account#keys"
        assert "revoked" in page_of(admin.get("/account")).text
        assert "Night desk" not in other.get("/account").text
