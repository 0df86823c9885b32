"""Rights of programs on this machine: reading without a key, and the local key."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.server.local_requests import is_local, is_loopback
from api.settings import Serving
from db.engine.reader import make_reader
from db.engine.writer import make_writer
from tests.api.asgi_requests import ELSEWHERE, HERE
from tests.api.bodies import API
from tests.client import Client
from tests.keys import shown

pytestmark = pytest.mark.portable

CLAIMS = f"{API}/claims"
LOCAL_HOSTS = ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:80", "[::1]:9"]
# Names that lead to this machine by DNS, or only look like its names.
OTHER_HOSTS = [
    "evil.example.org",
    "localhost.evil.example.org",
    "127.0.0.1.evil.example.org",
    "localhost.",
    "127.0.0.2",
    "[::1].evil.example.org",
    "user@localhost",
    "localhost:80:80",
    "localhost:x",
    "0.0.0.0",  # noqa: S104 - sent, not bound
    "",
]
FROM_ELSEWHERE = [
    ("Forwarded", "for=127.0.0.1"),
    ("Via", "1.1 proxy"),
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Forwarded-Host", "localhost"),
    ("X-Forwarded-Proto", "https"),
    ("X-Real-IP", "127.0.0.1"),
    ("X-Client-IP", "127.0.0.1"),
    ("Client-IP", "127.0.0.1"),
    ("True-Client-IP", "127.0.0.1"),
    ("X-Cluster-Client-IP", "127.0.0.1"),
    ("X-ProxyUser-Ip", "127.0.0.1"),
    ("WL-Proxy-Client-IP", "127.0.0.1"),
    ("CF-Connecting-IP", "127.0.0.1"),
    ("CF-Ray", "1"),
    ("CDN-Loop", "cloudflare"),
    ("Fastly-Client-IP", "127.0.0.1"),
    ("Fly-Client-IP", "127.0.0.1"),
    ("X-Envoy-External-Address", "127.0.0.1"),
    ("X-Amzn-Trace-Id", "Root=1"),
    ("X-Azure-ClientIP", "127.0.0.1"),
    ("X-Original-Host", "localhost"),
    ("X-Original-Forwarded-For", "127.0.0.1"),
    ("Sec-Fetch-Site", "cross-site"),
]


def scope_of(host: str, *more: tuple[str, str], client: Any = HERE) -> dict[str, Any]:
    headers = [("host", host), *more]
    sent = [(name.lower().encode(), value.encode()) for name, value in headers]
    return {"type": "http", "client": client, "headers": sent}


class TestIsLocal:
    @pytest.mark.parametrize("host", LOCAL_HOSTS)
    def test_requests_to_a_local_host_name_are_local(self, host: str) -> None:
        assert is_local(scope_of(host))
        assert is_local(scope_of(host, ("sec-fetch-site", "same-origin")))
        assert is_local(scope_of(host, ("user-agent", "via x-forwarded-for")))

    @pytest.mark.parametrize("host", OTHER_HOSTS)
    def test_requests_to_another_host_name_are_not_local(self, host: str) -> None:
        assert not is_local(scope_of(host))

    @pytest.mark.parametrize("header", FROM_ELSEWHERE)
    def test_requests_with_headers_of_a_proxy_or_another_site_are_not_local(
        self, header: tuple[str, str]
    ) -> None:
        assert not is_local(scope_of("localhost", header))

    def test_requests_with_two_host_headers_or_none_are_not_local(self) -> None:
        assert not is_local(scope_of("localhost", ("host", "localhost")))
        assert not is_local({"client": HERE, "headers": []})

    def test_requests_from_another_machine_are_not_local(self) -> None:
        assert not is_local(scope_of("localhost", client=ELSEWHERE))
        assert not is_local(scope_of("localhost", client=None))


class TestIsLoopback:
    @pytest.mark.parametrize(
        ("host", "expected"),
        [
            ("localhost", True),
            ("127.8.9.10", True),
            ("::1", True),
            ("::ffff:127.0.0.1", True),
            ("0.0.0.0", False),  # noqa: S104 - compared, not bound
            ("::", False),
            ("example.org", False),
        ],
    )
    def test_only_addresses_of_this_machine_are_loopback(
        self, host: str, *, expected: bool
    ) -> None:
        assert is_loopback(host) == expected


class TestRights:
    """Both rights end together; the rest of a response stays as it is."""

    def statuses(self, client: TestClient, **headers: str) -> list[int]:
        """Return the status without a key, with the local key, and with another."""
        del client.headers["authorization"]
        keys = ({}, shown("admin"), shown("editor"))
        return [
            client.get(CLAIMS, headers={**key, **headers}).status_code for key in keys
        ]

    def test_local_requests_may_read_without_a_key_and_use_the_local_key(
        self, client: TestClient
    ) -> None:
        assert self.statuses(client, host="127.0.0.1:8000") == [200, 200, 200]

    @pytest.mark.parametrize("host", OTHER_HOSTS)
    def test_requests_to_another_host_name_have_neither_right(
        self, client: TestClient, host: str
    ) -> None:
        assert self.statuses(client, host=host) == [401, 401, 200]

    @pytest.mark.parametrize("header", FROM_ELSEWHERE)
    def test_requests_with_headers_of_a_proxy_or_another_site_have_neither_right(
        self, client: TestClient, header: tuple[str, str]
    ) -> None:
        assert self.statuses(client, **dict([header])) == [401, 401, 200]

    def test_local_requests_have_neither_right_if_proxies_are_configured(
        self, engine: Engine, database_url: str
    ) -> None:
        reader = make_reader(database_url, connections=1)
        proxied = Serving(trusted_proxies="127.0.0.1")

        with Client(
            create_app(reader, make_writer(engine), proxied), client=HERE
        ) as client:
            client.headers.update(shown())
            found = self.statuses(client)

        assert found == [401, 401, 200]

    def test_the_error_explains_which_key_would_work(self, client: TestClient) -> None:
        answer = client.get(CLAIMS, headers={"host": "evil.example.org"})

        assert answer.json()["detail"] == (
            "The key of the database's owner works only in requests from this machine "
            "to localhost, and not behind a proxy: use the key of a named analyst, as "
            "`onrecord key create --analyst NAME` makes it."
        )
