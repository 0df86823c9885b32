"""Keys on the command line, and a server that requires them."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.api.cli.running import PATIENCE, Onrecord, Server, free_port
from tests.api.cli.test_database import failed

EVERYWHERE = "0.0.0.0"  # noqa: S104 - refused, or reached from here alone

pytestmark = pytest.mark.slow


def status(server: Server, method: str, path: str, key: str = "") -> int:
    """Return the response to a request with a key or without."""
    shown = {"Authorization": f"Bearer {key}"} if key else {}
    body = b'{"name": "rain"}' if method == "POST" else None
    headers = {"Content-Type": "application/json", **shown}
    request = Request(  # noqa: S310
        f"{server.root}/api/v1{path}", body, headers, method=method
    )
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            found: int = answer.status
            return found
    except HTTPError as error:
        return error.code


class TestHistory:
    def test_lists_changes_of_a_key_and_its_role(self, migrated: Onrecord) -> None:
        key = migrated.json("key", "create", "--analyst", "Desk", "--role", "editor")
        migrated("analyst", "role", "Desk", "reader")
        migrated("key", "revoke", key["prefix"])

        events = migrated.json("key", "history", key["key"])

        assert [one["action"] for one in events] == [
            "revoked",
            "role_changed",
            "created",
        ]
        assert (events[1]["former_role"], events[1]["role"]) == ("editor", "reader")
        assert "role_changed" in migrated("key", "history", key["prefix"]).out

    def test_requires_an_existing_key(self, migrated: Onrecord) -> None:
        assert failed(migrated("key", "history", "0" * 12), "No key has this prefix")


class TestCreate:
    def test_prints_only_the_key_to_stdout_and_its_analyst_to_stderr(
        self, migrated: Onrecord
    ) -> None:
        ran = migrated("key", "create", "--analyst", "Night desk", "--role", "reader")

        assert ran.status == 0
        assert ran.out.startswith("onr_")
        assert len(ran.out.split()) == 1
        assert "Night desk (reader)" in ran.err

    def test_creates_a_key_of_the_local_administrator_by_default(
        self, migrated: Onrecord
    ) -> None:
        made = migrated.json("key", "create", "--days", "30", "--note", "nights")

        assert made["analyst"]["name"] == "local"
        assert made["analyst"]["role"] == "admin"
        assert made["note"] == "nights"
        assert made["expires_at"] > made["created_at"]

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--role", "editor"], "--analyst"),
            (["--analyst", "x", "--role", "owner"], "owner must be one of reader"),
            (["--analyst", "x", "--kind", "robot"], "robot must be one of human"),
            (
                ["--analyst", "local", "--role", "reader"],
                "kind service and the role admin",
            ),
        ],
    )
    def test_refuses_invalid_options(
        self, migrated: Onrecord, options: list[str], said: str
    ) -> None:
        ran = migrated("key", "create", *options)

        assert ran.status == 1
        assert said in ran.err
        assert migrated.json("key", "list") == []


class TestRevoke:
    @pytest.mark.parametrize("whole", [True, False])
    def test_revokes_a_key_by_itself_or_by_its_prefix(
        self, migrated: Onrecord, whole: bool
    ) -> None:
        made = migrated.json("key", "create")

        ran = migrated("key", "revoke", made["key"] if whole else made["prefix"])

        assert (ran.status, ran.err) == (0, "")
        (listed,) = migrated.json("key", "list")
        assert listed["revoked_at"]
        assert "revoked" in migrated("key", "list").out

    def test_requires_an_existing_key(self, migrated: Onrecord) -> None:
        ran = migrated("key", "revoke", "0" * 12)

        assert ran.status == 1
        assert "key list" in ran.err


class TestRole:
    def test_a_new_role_applies_at_once_to_existing_keys(
        self, onrecord: Onrecord
    ) -> None:
        made = onrecord.json("key", "create", "--analyst", "x", "--role", "reader")
        found = []
        with onrecord.forked() as server:
            server.get("/readyz")
            for role in (None, "analyst", "reader"):
                if role:
                    given = onrecord.json("analyst", "role", "x", role)
                    assert given == made["analyst"] | {"role": role}
                found.append(status(server, "POST", "/tags", made["key"]))

        assert found == [403, 201, 403]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["nobody", "editor"], "onrecord key list"),
            (["local", "reader"], "always an administrator"),
            (["x", "owner"], "owner must be one of reader"),
        ],
    )
    def test_refuses_invalid_analysts_and_roles(
        self, migrated: Onrecord, arguments: list[str], said: str
    ) -> None:
        migrated("key", "create", "--analyst", "x", "--role", "editor")

        ran = migrated("analyst", "role", *arguments)

        assert ran.status == 1
        assert said in ran.err
        assert migrated.json("key", "list")[0]["analyst"]["role"] == "editor"


class TestServe:
    def test_prints_a_key_only_at_the_first_start(self, onrecord: Onrecord) -> None:
        started = []
        for _ in range(2):
            with onrecord.serving("--json") as server:
                server.get("/readyz")
                assert server.process.stdout
                started.append(json.loads(server.process.stdout.readline()))
                key = started[0]["key"]
                found = [
                    status(server, "GET", "/claims"),
                    status(server, "POST", "/tags"),
                    status(server, "GET", "/me", key),
                ]

        assert found == [200, 401, 200]
        assert key.startswith("onr_")
        assert started[1]["key"] is None

    def test_accepts_writes_with_a_created_key(self, onrecord: Onrecord) -> None:
        key = onrecord.json("key", "create")["key"]

        with onrecord.forked() as server:
            server.get("/readyz")
            assert status(server, "POST", "/tags", key) == 201

    def test_requires_a_key_to_listen_on_other_addresses(
        self, onrecord: Onrecord
    ) -> None:
        port = str(free_port())
        process = onrecord.start("serve", "--host", EVERYWHERE, "--port", port)
        _, said = process.communicate(timeout=PATIENCE)

        assert process.returncode != 0
        assert "onrecord key create" in said

    def test_requires_a_key_for_reads_on_other_addresses(
        self, onrecord: Onrecord
    ) -> None:
        key = onrecord.json("key", "create", "--analyst", "x", "--role", "reader")

        with onrecord.forked("--host", EVERYWHERE) as server:
            server.get("/readyz")
            found = [
                status(server, "GET", "/claims"),
                status(server, "GET", "/claims", key["key"]),
            ]

        assert found == [401, 200]
