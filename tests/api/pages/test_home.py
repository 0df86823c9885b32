"""Pages without a database, and the response of the start page to programs."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.pages.home import LINKS


@pytest.fixture(scope="module")
def undecided() -> TestClient:
    """The application before it knows where to read and to write."""
    nowhere: Any = None
    return TestClient(create_app(nowhere, nowhere))


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: nothing is read."""


def policy(answer: Response) -> dict[str, str]:
    """Return the directives of a Content-Security-Policy."""
    directives = answer.headers["content-security-policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


def files(answer: Response) -> list[str]:
    """Return the addresses that a page loads."""
    return re.findall(r'<(?:link|script|img)\b[^>]*(?:href|src)="([^"]+)"', answer.text)


class TestReadDocs:
    def test_is_html_with_files_of_this_server_only(
        self, undecided: TestClient
    ) -> None:
        answer = undecided.get("/docs")

        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert len(files(answer)) == 5
        for file in files(answer):
            assert "//" not in file
            assert undecided.get(f"/{file}").status_code == 200, file

    def test_allows_no_scripts_and_styles_but_its_files(
        self, undecided: TestClient
    ) -> None:
        answer = undecided.get("/docs")

        assert policy(answer) == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data:",
            "connect-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
        }
        assert re.findall(r"<script(?! src=)|<style| style=| on\w+=", answer.text) == []

    def test_loads_the_document_of_this_server_without_a_validator(
        self, undecided: TestClient
    ) -> None:
        script = undecided.get("/static/reference.js").text

        assert 'url: "openapi.json"' in script
        assert "validatorUrl: null" in script
        assert "http" not in script


class TestStatic:
    @pytest.mark.parametrize(
        ("file", "media_type"),
        [
            ("desk.css", "text/css; charset=utf-8"),
            ("reference.js", "text/javascript; charset=utf-8"),
            ("icon.svg", "image/svg+xml"),
            ("swagger-ui/swagger-ui.css", "text/css; charset=utf-8"),
            ("swagger-ui/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        ],
    )
    def test_serves_each_file_with_its_media_type(
        self, undecided: TestClient, file: str, media_type: str
    ) -> None:
        answer = undecided.get(f"/static/{file}")

        assert answer.status_code == 200
        assert answer.headers["content-type"] == media_type

    @pytest.mark.parametrize("file", ["__init__.py", "favicon-32x32.png", ""])
    def test_serves_nothing_else_of_the_package(
        self, undecided: TestClient, file: str
    ) -> None:
        assert undecided.get(f"/static/swagger-ui/{file}").status_code == 404


class TestReadHome:
    @pytest.mark.parametrize(
        "accept", ["application/json", "text/html;q=0.5, application/json;q=0.9"]
    )
    def test_returns_links_to_programs(
        self, undecided: TestClient, accept: str
    ) -> None:
        answer = undecided.get("/", headers={"accept": accept})

        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["vary"] == "Accept"
        assert answer.json() == LINKS

    def test_is_not_in_the_openapi_document(self, undecided: TestClient) -> None:
        document = undecided.get("/openapi.json").json()

        assert undecided.post("/").status_code == 405
        assert not {"/", "/docs"} & document["paths"].keys()
