"""Limits of request headers, and the headers of every response."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import MAX_HEADER_BYTES, MAX_HEADERS, MAX_TARGET, Serving
from db.engine.reader import make_reader
from tests.api.asgi_requests import HERE
from tests.api.bodies import API
from tests.api.conformance import Document, check_headers
from tests.client import Client

pytestmark = pytest.mark.portable

ORIGIN = "https://dashboard.example.org"
PREFLIGHT = {
    "origin": ORIGIN,
    "access-control-request-method": "PATCH",
    "access-control-request-headers": "if-match,content-type",
}


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: these requests need no database."""


NOWHERE = make_reader("sqlite://")


def serving(reader: Any = NOWHERE, **settings: Any) -> TestClient:
    unused: Any = None
    app = create_app(reader, unused, Serving(**settings))
    client = Client(app, client=HERE, raise_server_exceptions=False)
    client.event_hooks = {"response": [Document().check]}
    return client


@pytest.fixture(scope="module")
def anywhere() -> TestClient:
    return serving()


class TestAddress:
    def test_is_accepted_up_to_the_maximum_length(self, anywhere: TestClient) -> None:
        path = f"{API}/tags"
        query = "x" * (MAX_TARGET - len(path))

        assert anywhere.get(f"{path}?{query}").status_code == 422

    @pytest.mark.parametrize("separator", ["?", "/"])
    def test_is_refused_beyond_the_maximum_length(
        self, anywhere: TestClient, separator: str
    ) -> None:
        path = f"{API}/tags{separator}"

        answer = anywhere.get(path + "x" * (MAX_TARGET - len(path) + 2))

        assert answer.status_code == 414
        problem = answer.json()
        assert problem["type"] == "/problems/address-too-long"
        assert problem["detail"] == "A URL may have at most 32,768 bytes."

    def test_a_refusal_of_head_has_no_body(self, anywhere: TestClient) -> None:
        answer = anywhere.head("/" + "x" * MAX_TARGET)

        assert (answer.status_code, answer.content) == (414, b"")


class TestHeaders:
    @pytest.mark.parametrize(
        "headers",
        [
            [("x-large", "x" * MAX_HEADER_BYTES)],
            [(f"x-{number}", "x") for number in range(MAX_HEADERS)],
        ],
        ids=["large", "many"],
    )
    def test_are_refused_if_too_large_or_too_many(
        self, anywhere: TestClient, headers: Any
    ) -> None:
        answer = anywhere.get("/static/desk.css", headers=headers)

        assert answer.status_code == 431
        assert answer.json()["type"] == "/problems/headers-too-large"
        assert "100 headers, of at most 32,768 bytes" in answer.json()["detail"]

    def test_eighty_headers_are_accepted(self, anywhere: TestClient) -> None:
        headers = [(f"x-{number}", "x" * 200) for number in range(80)]

        assert anywhere.get("/static/desk.css", headers=headers).status_code == 200


class TestResponseHeaders:
    """Those that every answer has are checked on every answer of the suite."""

    @pytest.mark.parametrize(
        ("path", "status", "cache"),
        [
            ("/openapi.json", 200, "private, no-cache"),
            ("/docs", 200, "no-cache"),
            ("/static/desk.css", 200, "private, no-cache"),
            ("/healthz", 200, "private, no-cache"),
            ("/metrics", 200, "private, no-cache"),
            ("/nowhere", 404, "no-store"),
            (f"{API}/tags/0", 422, "no-store"),
        ],
    )
    def test_have_the_right_cache_control(
        self, anywhere: TestClient, path: str, status: int, cache: str
    ) -> None:
        answer = anywhere.get(path)

        assert (answer.status_code, answer.headers["cache-control"]) == (status, cache)

    def test_pages_have_their_own_content_security_policy(
        self, anywhere: TestClient
    ) -> None:
        accept = {"accept": "application/json"}
        page = anywhere.get("/", headers=accept).headers["content-security-policy"]
        docs = anywhere.get("/docs").headers["content-security-policy"]

        assert "style-src 'self'" in page
        assert "script-src" not in page
        assert "script-src 'self';" in docs


class TestCrossOriginRequests:
    def test_are_not_allowed_by_default(self, anywhere: TestClient) -> None:
        asked = anywhere.get("/static/desk.css", headers={"origin": ORIGIN})
        preflight = anywhere.options(f"{API}/tags/1", headers=PREFLIGHT)

        assert preflight.status_code == 405
        for answer in (asked, preflight):
            assert [h for h in answer.headers if h.startswith("access-control")] == []

    def test_are_allowed_for_configured_origins(self) -> None:
        client = serving(cors_origins=f"{ORIGIN}, https://other.example.org:8443")

        answer = client.get("/static/desk.css", headers={"origin": ORIGIN})

        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert "access-control-allow-credentials" not in answer.headers
        shown = answer.headers["access-control-expose-headers"].split(", ")
        assert {"ETag", "Link", "Location", "Retry-After", "X-Request-Id"} <= set(shown)
        assert "Origin" in answer.headers["vary"]

    def test_preflight_returns_allowed_methods_and_headers(self) -> None:
        client = serving(cors_origins=ORIGIN)

        answer = client.options(f"{API}/tags/1", headers=PREFLIGHT)

        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert "PATCH" in answer.headers["access-control-allow-methods"]
        allowed = answer.headers["access-control-allow-headers"].lower().split(", ")
        wanted = {"authorization", "content-type", "idempotency-key", "if-match"}
        assert wanted <= set(allowed)
        assert "Origin" in answer.headers["vary"]

    @pytest.mark.parametrize("origin", ["https://evil.example.org", "null"])
    def test_are_not_allowed_for_other_origins(self, origin: str) -> None:
        client = serving(cors_origins=ORIGIN)

        answers = [
            client.get("/static/desk.css", headers={"origin": origin}),
            client.options(f"{API}/tags/1", headers=PREFLIGHT | {"origin": origin}),
        ]

        for answer in answers:
            assert "access-control-allow-origin" not in answer.headers
            assert "Origin" in answer.headers["vary"]

    def test_an_asterisk_allows_all_origins_without_credentials(self) -> None:
        client = serving(cors_origins="*")

        answers = [
            client.get("/static/desk.css", headers={"origin": ORIGIN, "cookie": "a=b"}),
            client.options(f"{API}/tags/1", headers=PREFLIGHT),
        ]

        for answer in answers:
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "access-control-allow-credentials" not in answer.headers

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/nowhere", 404),
            (f"{API}/tags?{'x' * MAX_TARGET}", 414),
            (f"{API}/tags", 500),
        ],
    )
    def test_errors_can_be_read_by_allowed_origins(
        self, path: str, status: int
    ) -> None:
        client = serving(reader=None, cors_origins=ORIGIN)
        client.event_hooks = {}  # of a bug no document can speak

        answer = client.get(path, headers={"origin": ORIGIN})

        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        check_headers(answer)

    @pytest.mark.parametrize(
        "wrong", ["https://a.org/", "a.org", "https://a.org;https://b.org", "null"]
    )
    def test_invalid_origins_in_the_setting_are_refused(self, wrong: str) -> None:
        with pytest.raises(ValueError, match="Must be origins like https://"):
            Serving(cors_origins=wrong)


class TestRateSetting:
    @pytest.mark.parametrize(
        ("text", "rate"),
        [
            ("3000/minute", (3000, 60)),
            ("50/second", (50, 1)),
            (" 7 per 2 hours ", (7, 7200)),
            ("5/10minutes", (5, 600)),
            ("2 PER Day", (2, 86_400)),
            ("9/month", (9, 2_592_000)),
            ("9/year", (9, 31_104_000)),
        ],
    )
    def test_is_a_number_of_requests_per_time(
        self, text: str, rate: tuple[int, int]
    ) -> None:
        assert Serving(rate_limit=text).rate == rate

    def test_is_no_limit_if_empty(self) -> None:
        assert Serving(rate_limit="").rate is None

    @pytest.mark.parametrize(
        "wrong",
        ["600", "600/fortnight", "600/minute;5/hour", "-1/minute", "1.5/minute", "/s"],
    )
    def test_is_refused_if_it_is_invalid(self, wrong: str) -> None:
        with pytest.raises(ValueError, match=r"Must be one rate: .* like 600/minute"):
            Serving(rate_limit=wrong)

    @pytest.mark.parametrize("zero", ["0/minute", "600/0 minutes"])
    def test_is_refused_if_it_is_zero(self, zero: str) -> None:
        with pytest.raises(ValueError, match="The rate must be above zero"):
            Serving(rate_limit=zero)


class TestHost:
    def test_the_setting_requires_names(self) -> None:
        with pytest.raises(ValueError, match="Must be names"):
            Serving(allowed_hosts="https://record.example.org")

    @pytest.mark.parametrize(
        ("host", "status"),
        [
            ("record.example.org", 200),
            ("Record.Example.ORG:8443", 200),
            ("[2001:db8::1]:80", 200),
            ("localhost:8000", 200),
            ("127.0.0.1", 200),
            ("evil.example.org", 421),
            ("record.example.org.evil.example.org", 421),
            ("record.example.org:8443:1", 421),
            ("localhost.evil.example.org", 421),
            ("", 421),
        ],
    )
    def test_only_allowed_hosts_are_accepted(self, host: str, status: int) -> None:
        client = serving(allowed_hosts="record.example.org, [2001:db8::1]")

        answer = client.get("/static/desk.css", headers={"host": host})

        assert answer.status_code == status
        if status == 421:
            assert answer.json()["type"] == "/problems/misdirected"
            assert "ONRECORD_ALLOWED_HOSTS" in answer.json()["detail"]
