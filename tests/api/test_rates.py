"""The rate limit of each client."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Scope

from api.app import create_app
from api.server import rate_limits
from api.server.callers import ANONYMOUS, Caller
from api.server.rate_limits import FixedWindows, client_of
from api.settings import Rate, Serving
from tests.api.conformance import Document
from tests.client import Client

DAY = "3/day"  # a window that no test outlasts
FIRST, SECOND = ("203.0.113.7", 1), ("203.0.113.8", 1)
Serve = Callable[..., TestClient]


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: these requests need no database."""


@pytest.fixture
def app() -> Any:
    nowhere: Any = None
    return create_app(nowhere, nowhere, Serving(rate_limit=DAY))


@pytest.fixture
def serve(app: Any) -> Serve:
    """Make a client at an address."""

    def make(address: tuple[str, int]) -> TestClient:
        client = Client(app, client=address)
        client.event_hooks = {"response": [Document().check]}
        return client

    return make


class TestRateLimit:
    def test_refuses_requests_beyond_it_with_retry_after(self, serve: Serve) -> None:
        client = serve(FIRST)

        answers = [client.get("/static/desk.css") for _ in range(4)]

        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        refused = answers[-1]
        problem = refused.json()
        assert problem["type"] == "/problems/too-many-requests"
        assert problem["instance"] == "/static/desk.css"
        seconds = int(refused.headers["retry-after"])
        assert 86_000 < seconds <= 86_400
        assert problem["detail"] == (
            "One client may send 3 requests in 86,400 seconds: "
            f"try again in {seconds:,}."
        )

    def test_shows_the_remaining_allowance(self, serve: Serve) -> None:
        client = serve(FIRST)

        answers = [client.get("/static/desk.css") for _ in range(4)]

        left = [one.headers["ratelimit"].rpartition(";t=")[0] for one in answers]
        assert left == [f'"address";r={number}' for number in (2, 1, 0, 0)]
        for one in answers:
            assert one.headers.get_list("ratelimit-policy") == ['"address";q=3;w=86400']
            assert re.fullmatch(r".+;t=\d+", one.headers["ratelimit"])

    def test_applies_to_each_client_separately(self, serve: Serve) -> None:
        first, second = serve(FIRST), serve(SECOND)

        found = [
            client.get("/static/desk.css").status_code
            for client in (first, first, first, first, second)
        ]

        assert found == [200, 200, 200, 429, 200]

    def test_counts_requests_to_unknown_paths(self, serve: Serve) -> None:
        client = serve(FIRST)

        found = [client.get("/nowhere").status_code for _ in range(4)]

        assert found == [404, 404, 404, 429]

    @pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1"])
    def test_does_not_apply_to_local_requests(self, serve: Serve, address: str) -> None:
        client = serve((address, 1))

        answers = [client.get("/static/desk.css") for _ in range(9)]

        assert {one.status_code for one in answers} == {200}
        assert "ratelimit" not in answers[0].headers

    def test_does_not_apply_to_healthz(self, serve: Serve) -> None:
        client = serve(FIRST)

        assert {client.get("/healthz").status_code for _ in range(9)} == {200}

    def test_ignores_the_x_forwarded_for_header(self, serve: Serve) -> None:
        client = serve(FIRST)

        found = [
            client.get(
                "/static/desk.css", headers={"x-forwarded-for": f"198.51.100.{n}"}
            )
            for n in range(4)
        ]

        assert found[-1].status_code == 429

    def test_can_be_switched_off(self) -> None:
        nowhere: Any = None
        app = create_app(nowhere, nowhere, Serving(rate_limit=""))
        client = Client(app, client=FIRST)

        answers = [client.get("/static/desk.css") for _ in range(9)]

        assert {one.status_code for one in answers} == {200}


class TestClientOf:
    @pytest.mark.parametrize(
        ("address", "counted"),
        [
            ("203.0.113.7", "203.0.113.7/32"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
            ("fe80::1%eth0", "fe80::/64"),
            ("::ffff:203.0.113.7", "203.0.113.7/32"),
            ("a-name", "a-name"),
        ],
    )
    def test_returns_an_ipv4_address_or_an_ipv6_network(
        self, address: str, counted: str
    ) -> None:
        scope = {"client": (address, 1), "headers": [], "state": {"caller": ANONYMOUS}}
        assert client_of(scope) == ("address", counted)

    def test_returns_the_key_from_any_address(self) -> None:
        caller = Caller("analyst", key_id=7, analyst_id=3)
        scope = {"client": FIRST, "headers": [], "state": {"caller": caller}}

        assert client_of(scope) == ("key", "7")

    @pytest.mark.parametrize(
        "scope",
        [
            {},
            {"client": None},
            {"client": ("::ffff:127.0.0.1", 1), "headers": [(b"host", b"[::1]:80")]},
        ],
        ids=["unsaid", "socket", "mapped"],
    )
    def test_returns_none_for_local_requests(self, scope: Scope) -> None:
        assert client_of(scope) is None

    def test_returns_the_address_of_a_local_proxy(self) -> None:
        headers = [(b"host", b"localhost"), (b"x-forwarded-for", b"203.0.113.7")]
        scope = {"client": ("127.0.0.1", 1), "headers": headers}
        scope["state"] = {"caller": ANONYMOUS}

        assert client_of(scope) == ("address", "127.0.0.1/32")


class TestFixedWindows:
    @pytest.fixture
    def clock(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        now = [1000.0]
        monkeypatch.setattr(rate_limits, "time", lambda: now[0])
        return now

    def test_restart_after_they_end(self, clock: list[float]) -> None:
        windows, client = FixedWindows(Rate(9, 60)), ("key", "1")

        before = [windows.add(client) for _ in range(3)]
        clock[0] = 1060.0
        after = windows.add(client)

        assert before == [(1, 1060.0), (2, 1060.0), (3, 1060.0)]
        assert after == (1, 1120.0)

    def test_are_discarded_so_that_memory_is_bounded(
        self, clock: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rate_limits, "KEPT_CLIENTS", 100)
        windows = FixedWindows(Rate(9, 60))
        for number in range(1000):
            clock[0] += 1
            windows.add(("address", f"{number}"))

        assert 60 <= len(windows) <= 120
