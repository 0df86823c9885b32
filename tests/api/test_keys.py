"""Keys: created and shown once, and useless after they are revoked or expired."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, update

from api.app import create_app
from api.settings import Serving
from db.commands.keys import give_role
from db.engine.reader import make_reader
from db.engine.session import make_session_factory, write_transaction
from db.engine.writer import make_writer
from db.models import ApiKey, Idempotency
from db.values.credentials import Credential
from tests.api.asgi_requests import ELSEWHERE, HERE
from tests.api.bodies import API, Json, the_error, walk
from tests.client import Client
from tests.keys import ANALYSTS, CREDENTIALS, shown

DESK = {"analyst": {"name": "Night desk", "role": "editor", "kind": "service"}}
KNOWN = str(CREDENTIALS["admin"])
OTHER_SECRET = KNOWN[:-1] + "e"


pytestmark = pytest.mark.usefixtures("other_keys")


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def made(client: TestClient, **body: Any) -> Json:
    answer = client.post(f"{API}/keys", json=DESK | body)
    assert answer.status_code == 201, answer.text
    record: Json = answer.json()
    return record


def remote(client: TestClient) -> TestClient:
    """Return a client on another machine."""
    other = Client(client.app, client=ELSEWHERE)
    other.portal = client.portal
    return other


class TestCreateKey:
    def test_returns_the_secret_once_and_grants_the_role(
        self, client: TestClient
    ) -> None:
        key = made(client, note="nights")

        me = client.get(f"{API}/me", headers=bearer(key["key"])).json()

        assert me["role"] == "editor"
        assert me["analyst"] == key["analyst"]
        assert me["analyst"]["name"] == "Night desk"
        assert me["key"]["prefix"] == key["prefix"] == key["key"][4:16]
        assert me["key"]["note"] == "nights"
        found = walk(client, "/keys")
        assert next(one for one in found if one["id"] == key["id"]).keys() == (
            key.keys() - {"key"}
        )

    def test_stores_only_the_digest_of_the_secret(
        self, client: TestClient, engine: Engine
    ) -> None:
        answer = client.post(f"{API}/keys", json=DESK, headers={"idempotency-key": "k"})
        credential = Credential.parse(answer.json()["key"])

        with engine.connect() as connection:
            stored = connection.execute(select(ApiKey)).all()
            answers = connection.execute(select(Idempotency)).all()

        assert credential
        assert len(answers) == 1
        assert credential.digest in str(stored)
        assert credential.secret not in f"{stored}{answers}"

    def test_a_replay_contains_no_secret(self, client: TestClient) -> None:
        keyed = {"idempotency-key": "k"}
        first = client.post(f"{API}/keys", json=DESK, headers=keyed).json()

        again = client.post(f"{API}/keys", json=DESK, headers=keyed)

        assert again.headers["idempotency-replayed"] == "true"
        assert again.json() == first | {"key": None}

    def test_returns_the_etag_of_the_stored_key(self, client: TestClient) -> None:
        answer = client.post(f"{API}/keys", json=DESK)

        read = client.get(answer.headers["location"])

        assert read.headers["etag"] == answer.headers["etag"]

    def test_finds_an_analyst_by_name(self, client: TestClient) -> None:
        first = made(client)

        second = made(client, analyst={"name": "Night desk"})

        assert second["analyst"] == first["analyst"]

    def test_refuses_a_known_analyst_with_another_role(
        self, client: TestClient
    ) -> None:
        first = made(client)

        other = {"analyst": {"name": "Night desk", "role": "admin"}}
        answer = client.post(f"{API}/keys", json=other)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {
            "resource": "analyst",
            "id": first["analyst_id"],
        }

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, ""),
            ({"analyst_id": 1, "analyst": {"name": "x"}}, ""),
            ({"analyst_id": 999}, "/analyst_id"),
            ({"analyst_id": 1, "expires_at": "2022-03-22"}, "/expires_at"),
            ({"analyst": {"name": ""}}, "/analyst/name"),
            ({"analyst": {"name": "x", "role": "owner"}}, "/analyst/role"),
        ],
    )
    def test_refuses_invalid_values(
        self, client: TestClient, body: Json, pointer: str
    ) -> None:
        answer = client.post(f"{API}/keys", json=body)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer


class TestDeleteKey:
    def test_revokes_the_key(self, client: TestClient) -> None:
        key = made(client)

        answers = [
            client.delete(f"{API}/keys/{key['id']}").status_code for _ in range(2)
        ]
        refused = client.get(f"{API}/me", headers=bearer(key["key"]))

        assert answers == [204, 204]
        assert refused.status_code == 401
        assert client.get(f"{API}/keys/{key['id']}").json()["revoked_at"]

    def test_an_unknown_key_is_not_found(self, client: TestClient) -> None:
        assert client.delete(f"{API}/keys/1").status_code == 404
        assert client.get(f"{API}/keys/1").status_code == 404


class TestUse:
    def test_updates_last_used_at(self, client: TestClient, engine: Engine) -> None:
        key = made(client)
        assert key["last_used_at"] is None

        for _ in range(3):
            client.get(f"{API}/me", headers=bearer(key["key"])).raise_for_status()
        client.post(f"{API}/tags", json={"name": "after"}).raise_for_status()

        with engine.connect() as connection:
            found = select(ApiKey.last_used_at).where(ApiKey.id == key["id"])
            used = connection.scalar(found)
        assert used
        assert datetime.now(UTC) - used < timedelta(minutes=1)

    def test_the_audit_entry_names_the_analyst(self, client: TestClient) -> None:
        key = made(client)
        tag = client.post(
            f"{API}/tags", json={"name": "night"}, headers=bearer(key["key"])
        ).json()

        (line,) = walk(client, f"/tags/{tag['id']}/history")

        assert line["analyst"] == {
            "id": key["analyst_id"],
            "name": key["analyst"]["name"],
        }

    def test_analysts_can_use_the_same_idempotency_key(
        self, client: TestClient
    ) -> None:
        keyed = {"idempotency-key": "k"}
        mine = client.post(f"{API}/tags", json={"name": "one"}, headers=keyed)

        editors = shown("editor") | keyed
        theirs = client.post(f"{API}/tags", json={"name": "two"}, headers=editors)

        assert [mine.status_code, theirs.status_code] == [201, 201]


# Whatever is wrong with a key, the answer is the same: which it is, is not said.
REFUSED: list[tuple[str, Sequence[tuple[str, str]]]] = [
    ("unknown", [("authorization", "Bearer onr_ffffffffffff_" + "0" * 48)]),
    ("other secret", [("authorization", f"Bearer {OTHER_SECRET}")]),
    ("cut", [("authorization", f"Bearer {KNOWN[:-1]}")]),
    ("too long", [("authorization", f"Bearer {KNOWN}0")]),
    ("no scheme", [("authorization", KNOWN)]),
    ("other scheme", [("authorization", f"Basic {KNOWN}")]),
    ("empty", [("authorization", "")]),
    ("not ASCII", [("authorization", "Bearer onr_" + "é" * 12)]),
    ("injection", [("authorization", "Bearer ' OR 1=1 --")]),
    ("twice", [("authorization", f"Bearer {KNOWN}")] * 2),
]


class TestRefusedCredentials:
    @pytest.mark.parametrize("headers", [one for _, one in REFUSED])
    def test_invalid_authorization_headers_are_refused(
        self, client: TestClient, headers: Sequence[tuple[str, str]]
    ) -> None:
        sent = [(name.encode(), value.encode()) for name, value in headers]
        del client.headers["authorization"]

        answers = [
            client.get(f"{API}{path}", headers=sent) for path in ("/claims", "/me")
        ]

        for answer in answers:
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["type"] == "/problems/unauthorized"

    def test_expired_revoked_and_unknown_keys_have_the_same_error(
        self, client: TestClient, engine: Engine
    ) -> None:
        expired, revoked = made(client), made(client)
        ended = datetime.now(UTC) - timedelta(seconds=1)
        change = update(ApiKey).where(ApiKey.id == expired["id"])
        with engine.begin() as connection:
            early = ended - timedelta(days=1)
            connection.execute(change.values(created_at=early, expires_at=ended))
        client.delete(f"{API}/keys/{revoked['id']}").raise_for_status()

        unknown = bearer("onr_ffffffffffff_" + "0" * 48)
        said = {
            client.get(f"{API}/claims", headers=headers).json()["detail"]
            for headers in (bearer(expired["key"]), bearer(revoked["key"]), unknown)
        }

        assert len(said) == 1  # nobody learns which keys there were

    def test_keys_in_queries_bodies_and_cookies_are_refused(
        self, client: TestClient
    ) -> None:
        del client.headers["authorization"]
        body = {"name": "rain", "key": KNOWN}

        assert client.get(f"{API}/claims", params={"key": KNOWN}).status_code == 422
        assert client.post(f"{API}/tags", json=body).status_code == 401
        cookie = {"cookie": f"key={KNOWN}"}
        answer = client.post(f"{API}/tags", json={"name": "rain"}, headers=cookie)
        assert answer.status_code == 401

    def test_errors_do_not_contain_the_secret(self, client: TestClient) -> None:
        answer = client.get(f"{API}/claims", headers=bearer(OTHER_SECRET))

        assert OTHER_SECRET[20:] not in answer.text


class TestWithoutKey:
    def test_reading_is_allowed_on_this_machine(self, client: TestClient) -> None:
        del client.headers["authorization"]

        me = client.get(f"{API}/me").json()

        assert me == {"role": "reader", "analyst": None, "key": None}
        assert client.get(f"{API}/claims").status_code == 200
        assert client.post(f"{API}/tags", json={"name": "x"}).status_code == 401

    def test_other_machines_are_refused(self, client: TestClient) -> None:
        other = remote(client)

        assert other.get(f"{API}/claims").status_code == 401
        assert other.get("/metrics").status_code == 401
        assert other.get("/healthz").status_code == 200
        assert other.get(f"{API}/claims", headers=shown("reader")).status_code == 200

    @pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via"])
    def test_requests_through_a_proxy_are_refused(
        self, client: TestClient, name: str
    ) -> None:
        del client.headers["authorization"]

        answer = client.get(f"{API}/claims", headers={name: "127.0.0.1"})

        assert answer.status_code == 401

    @pytest.mark.parametrize(
        ("serving", "client_at", "status"),
        [
            ({"host": "0.0.0.0"}, HERE, 401),  # noqa: S104
            ({"host": "0.0.0.0", "public_read": True}, ELSEWHERE, 200),  # noqa: S104
            ({"host": "::1"}, HERE, 200),
            ({"host": "localhost"}, HERE, 200),
        ],
    )
    def test_reading_is_allowed_on_loopback_or_with_public_read(
        self,
        engine: Engine,
        database_url: str,
        serving: Json,
        client_at: tuple[str, int],
        status: int,
    ) -> None:
        reader = make_reader(database_url, connections=1)
        app = create_app(reader, make_writer(engine), Serving(**serving))

        with Client(app, client=client_at) as client:
            answers = [
                client.get(f"{API}/claims").status_code,
                client.post(f"{API}/tags", json={"name": "x"}).status_code,
            ]

        assert answers == [status, 401]


class TestAnalysts:
    def test_are_named_to_analysts_but_not_to_readers(self, client: TestClient) -> None:
        tag = client.post(
            f"{API}/tags", json={"name": "rain"}, headers=shown("analyst")
        ).json()

        found = {
            role: client.get(
                f"{API}/tags/{tag['id']}/history", headers=shown(role)
            ).json()["data"][0]["analyst"]
            for role in ANALYSTS
        }

        named = {"id": ANALYSTS["analyst"], "name": "analyst of tests"}
        unnamed = {"id": None, "name": "an analyst"}
        assert found == {
            "reader": unnamed,
            "analyst": named,
            "editor": named,
            "admin": named,
        }


class TestHistory:
    def test_lists_who_created_changed_and_revoked_the_key(
        self, client: TestClient, engine: Engine
    ) -> None:
        key = made(client)
        with write_transaction(make_session_factory(engine)) as write:
            give_role(write, "Night desk", "reader")
        client.delete(f"{API}/keys/{key['id']}").raise_for_status()
        made(client, analyst={"name": "Another"})

        events = walk(client, f"/keys/{key['id']}/history")

        told = [(one["action"], one["former_role"], one["role"]) for one in events]
        assert told == [
            ("revoked", None, None),
            ("role_changed", "editor", "reader"),
            ("created", None, None),
        ]
        assert {one["analyst"]["name"] for one in events} == {"local"}
        assert [bool(one["request_id"]) for one in events] == [True, False, True]

    def test_is_not_in_the_feed(self, client: TestClient) -> None:
        before = walk(client, "/changes")

        made(client)

        assert walk(client, "/changes") == before

    def test_of_an_unknown_key_is_not_found(self, client: TestClient) -> None:
        assert client.get(f"{API}/keys/7000/history").status_code == 404
