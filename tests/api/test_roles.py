"""Roles: every operation with every role, and without a key."""

from re import sub

import pytest
from fastapi.testclient import TestClient

from api.server.callers import ROLES
from tests.api.asgi_requests import ELSEWHERE
from tests.api.pages.signing_in import sign_in
from tests.client import Client
from tests.conftest import ROOT
from tests.keys import shown
from tests.roles import OPEN, operations, pages, table

pytestmark = pytest.mark.portable

OPERATIONS = list(operations())
CLOSED = [one for one in OPERATIONS if one[2] != OPEN]
REFUSED = {401, 403}
# A form without a key is refused, as a wrong key is.
SHOWN = [one for one in pages() if one[:2] != ("POST", "/sign-in")]
PAGE = ROOT / "docs" / "roles.md"


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: the requested records do not exist, so that nothing happens."""


@pytest.fixture
def remote(client: TestClient) -> TestClient:
    other = Client(client.app, client=ELSEWHERE)
    other.portal = client.portal
    return other


def filled(path: str) -> str:
    return sub(r"\{\w+\}", "7", path)


class TestTable:
    def test_equals_the_documented_table(self) -> None:
        """A route that is new, or that opens to others, has to be decided there."""
        documented = PAGE.read_text("utf-8")

        assert table(operations()) in documented, "run python -m tests.roles"
        assert table(pages()) in documented, "run python -m tests.roles"

    def test_has_every_route(self, client: TestClient) -> None:
        served = {
            (method, route.path_format)
            for route in client.app.routes
            for method in (getattr(route, "methods", None) or ())
            if getattr(route, "include_in_schema", False)
        }
        known = {(method, path) for method, path, _ in OPERATIONS}

        assert served - {("HEAD", path) for _, path in served} <= known | {
            ("GET", "/openapi.json"),
            ("HEAD", "/openapi.json"),
        }

    def test_opens_no_write_to_readers(self) -> None:
        writes = {role for method, _, role in OPERATIONS if method != "GET"}

        assert writes == {"analyst", "editor", "admin"}


@pytest.mark.parametrize(("method", "path", "role"), CLOSED)
class TestOperation:
    def test_is_open_to_its_role_and_those_above(
        self, client: TestClient, method: str, path: str, role: str
    ) -> None:
        answers = {
            one: client.request(
                method, filled(path), headers=shown(one), follow_redirects=False
            ).status_code
            for one in ROLES
        }

        for one, status in answers.items():
            if ROLES.index(one) < ROLES.index(role):
                assert status == 403, one
            else:
                assert status not in REFUSED, one

    def test_is_closed_to_those_without_a_key(
        self, client: TestClient, remote: TestClient, method: str, path: str, role: str
    ) -> None:
        del client.headers["authorization"]

        here, elsewhere = (
            one.request(method, filled(path), follow_redirects=False).status_code
            for one in (client, remote)
        )

        assert elsewhere == 401
        assert (here in REFUSED) == (role != "reader")

    def test_returns_401_before_other_errors(
        self, remote: TestClient, method: str, path: str, role: str
    ) -> None:
        """Callers without the role learn neither the records nor the right form."""
        answer = remote.request(
            method, filled(path), params={"nonsense": "1"}, content=b"{"
        )

        assert role
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "path"), [(one[0], one[1]) for one in OPERATIONS if one[2] == OPEN]
)
def test_open_pages_contain_no_recorded_data(
    remote: TestClient, method: str, path: str
) -> None:
    assert (method, path) in {("GET", "/healthz"), ("GET", "/readyz")}
    assert remote.request(method, path).json() == {"status": "ok"}


@pytest.mark.parametrize(("method", "path", "role"), SHOWN)
class TestPage:
    def test_is_open_to_sessions_of_its_role_and_those_above(
        self, client: TestClient, method: str, path: str, role: str
    ) -> None:
        del client.headers["authorization"]

        for one in ROLES:
            sign_in(client, one)
            status = asked(client, method, path)
            is_refused = role != OPEN and ROLES.index(one) < ROLES.index(role)
            # A form without its token is refused after the role is checked.
            assert (status == 403) == (is_refused or method == "POST"), one

    def test_is_closed_to_those_without_a_session(
        self, client: TestClient, remote: TestClient, method: str, path: str, role: str
    ) -> None:
        del client.headers["authorization"]

        here, elsewhere = (asked(one, method, path) for one in (client, remote))

        assert (elsewhere == 401) == (role != OPEN)
        assert (here == 401) == (role not in {OPEN, "reader"} or method == "POST")


def asked(client: TestClient, method: str, path: str) -> int:
    """Return the status of a page, or of a form that is empty."""
    headers = {"origin": str(client.base_url).rstrip("/")}
    sent = {"data": {"empty": "yes"}} if method == "POST" else {}
    return client.request(
        method, filled(path), headers=headers, follow_redirects=False, **sent
    ).status_code
