"""Unknown paths, methods that are not allowed, and invalid ids."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Match

from api.app import create_app
from api.http.strict_requests import StrictRoute
from tests.api.bodies import API, LARGEST_ID, Json, the_error

pytestmark = pytest.mark.portable

ARABIC_ONE = "\u0661"


class TestIds:
    @pytest.mark.parametrize(
        "path",
        [
            "/sources/0",
            "/sources/-1/names",
            f"/sources/{2**53}/claims",
            f"/sources/{'9' * 5000}/history",
            "/articles/one",
            "/articles/1.0/revisions/1",
            f"/claims/{ARABIC_ONE}",
            "/claims/%00",
            "/facts/0",
            f"/facts/{2**53}/claims",
            f"/facts/{'9' * 90}/outcome",
            f"/facts/{'9' * 5000}/assessments",
            "/facts/Rain",
            "/facts/-rain",
            "/facts/rain--snow",
            f"/facts/{ARABIC_ONE}",
            "/facts/Rain/history",
            "/claims/1/stances/rain",
            "/tags/%ff",
            "/tags/1%20",
        ],
    )
    def test_invalid_ids_are_refused(self, client: TestClient, path: str) -> None:
        answer = client.get(API + path)

        assert answer.status_code == 422
        assert the_error(answer)["parameter"].endswith("_id")

    @pytest.mark.parametrize(
        "path", ["/sources", "/articles", "/claims", "/tags", "/facts"]
    )
    def test_unknown_ids_are_not_found(self, client: TestClient, path: str) -> None:
        answer = client.get(f"{API}{path}/{LARGEST_ID}")

        assert answer.status_code == 404
        assert answer.json()["type"] == "/problems/not-found"


class TestFixedAddresses:
    def test_match_no_route_with_a_parameter(self) -> None:
        """``PATCH /claims/review`` was answered as that of a claim called review."""
        nowhere: Any = None
        routes = [
            one
            for one in create_app(nowhere, nowhere).routes
            if isinstance(one, StrictRoute)
        ]
        fixed = {one.path for one in routes if not one.param_convertors}

        taken = [
            (path, one.path)
            for path in fixed
            for one in routes
            if one.path != path
            and one.matches({"type": "http", "method": "GET", "path": path})[0]
            is not Match.NONE
        ]

        assert f"{API}/claims/review" in fixed
        assert taken == []


class TestAddresses:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/index.html"),
            ("POST", "/api"),
            ("GET", API),
            ("GET", f"{API}/nothing"),
            ("GET", f"{API}/sources/"),
            ("DELETE", f"{API}/sources/1/"),
            ("POST", "/API/V1/sources"),
            ("GET", "/%00"),
            ("PATCH", "/%ff"),
            ("GET", "/static/"),
            ("GET", "/static/none.css"),
            ("GET", "/static/%2e%2e/home.py"),
        ],
    )
    def test_unknown_addresses_are_not_found(
        self, client: TestClient, method: str, path: str
    ) -> None:
        answer = client.request(method, path)

        assert answer.status_code == 404
        assert answer.json()["title"] == "Not found"

    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [
            ("PUT", f"{API}/sources", "HEAD, GET, POST"),
            ("OPTIONS", f"{API}/sources/1", "HEAD, GET, PATCH, DELETE"),
            ("TRACE", f"{API}/sources/1/names/1", "PATCH, DELETE"),
            ("GET", f"{API}/sources/1/restore", "POST"),
            ("POST", f"{API}/changes", "HEAD, GET"),
            ("COPY", "/healthz", "HEAD, GET"),
            ("OPTIONS", "/docs", "HEAD, GET"),
            ("POST", f"{API}/facts/1/claims", "HEAD, GET"),
            ("OPTIONS", f"{API}/claims/batch", "POST"),
            ("GET", f"{API}/claims/batch", "POST"),
            ("PATCH", f"{API}/claims/review", "POST"),
            ("DELETE", f"{API}/claims/review", "POST"),
            ("GET", f"{API}/facts/1/merge", "POST"),
            ("PATCH", f"{API}/facts/1/outcome", "HEAD, GET, POST, PUT, DELETE"),
            ("POST", f"{API}/claims/1/stances/1", "HEAD, GET, PUT, DELETE"),
            ("PUT", "/openapi.json", "HEAD, GET"),
            ("TRACE", "/static/desk.css", "HEAD, GET"),
        ],
    )
    def test_return_405_with_the_allowed_methods(
        self, client: TestClient, method: str, path: str, allowed: str
    ) -> None:
        answer = client.request(method, path)

        assert answer.status_code == 405
        assert answer.headers["allow"] == allowed
        assert answer.json()["type"] == "/problems/method-not-allowed"

    @pytest.mark.parametrize(
        "path", [f"{API}/sources", f"{API}/sources/{{}}", "/docs", "/openapi.json"]
    )
    def test_head_returns_the_headers_of_get_without_a_body(
        self, client: TestClient, source: Json, path: str
    ) -> None:
        address = path.format(source["id"])

        head, get = client.head(address), client.get(address)

        assert (head.status_code, head.content) == (200, b"")
        for header in ("content-type", "content-length", "etag", "vary"):
            assert head.headers.get(header) == get.headers.get(header)

    def test_head_of_an_unknown_record_returns_404(self, client: TestClient) -> None:
        answer = client.head(f"{API}/sources/{LARGEST_ID}")

        assert (answer.status_code, answer.content) == (404, b"")
