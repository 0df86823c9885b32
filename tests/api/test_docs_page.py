"""The page is drawn from the OpenAPI document alone: no database is behind it."""

import re
from collections import Counter
from html import escape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.pages.docs import marked, type_of
from tests.api.bodies import Json


@pytest.fixture(scope="module")
def undecided() -> TestClient:
    """The application before it knows where to read and to write."""
    nowhere: Any = None
    return TestClient(create_app(nowhere, nowhere))


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: nothing is read."""


@pytest.fixture(scope="module")
def document(undecided: TestClient) -> Json:
    found: Json = undecided.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def page(undecided: TestClient) -> Response:
    answer = undecided.get("/docs")
    assert answer.status_code == 200
    return answer


class TestReadDocs:
    def test_is_html_that_loads_nothing_but_its_own_style(self, page: Response) -> None:
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        policy = page.headers["content-security-policy"].split("; ")
        assert policy[:2] == ["default-src 'none'", "style-src 'self'"]
        assert "frame-ancestors 'none'" in policy
        assert re.findall(r"<(?:script|style|img|iframe)", page.text) == []
        assert " style=" not in page.text
        assert re.findall(r'<link [^>]*href="([^"]+)"', page.text) == [
            "/static/docs.css"
        ]

    def test_shows_every_operation(self, page: Response, document: Json) -> None:
        for path, item in document["paths"].items():
            for method, operation in item.items():
                heading = (
                    f'<b class="{method}">{method.upper()}</b> {escape(path)}</h3>'
                )
                assert heading in page.text
                assert f'id="{operation["operationId"]}"' in page.text

    def test_shows_every_parameter_and_record(
        self, page: Response, document: Json
    ) -> None:
        names = {
            parameter["name"]
            for item in document["paths"].values()
            for operation in item.values()
            for parameter in operation.get("parameters", ())
        }

        assert {name for name in names if f"<code>{name}</code>" not in page.text} == (
            set()
        )
        for name in document["components"]["schemas"]:
            assert f'id="schema-{name}"' in page.text

    def test_leads_nowhere_that_is_not_there(self, page: Response) -> None:
        targets = re.findall(r'id="([^"]+)"', page.text)

        links = set(re.findall(r'href="#([^"]+)"', page.text))

        assert links <= set(targets)
        assert [name for name, count in Counter(targets).items() if count > 1] == []

    def test_gives_the_address_it_was_asked_at(self, undecided: TestClient) -> None:
        answer = undecided.get("/docs", headers={"host": "record.example.org:8000"})

        assert "curl http://record.example.org:8000/api/v1/sources/1" in answer.text

    @pytest.mark.parametrize("host", ["<b>x", 'a"b', "a&b", ""])
    def test_escapes_an_address_that_is_none(
        self, undecided: TestClient, host: str
    ) -> None:
        answer = undecided.get("/docs", headers={"host": host})

        assert answer.status_code == 200
        assert "<b>x" not in answer.text
        assert 'a"b' not in answer.text


class TestStatic:
    def test_serves_the_style(self, undecided: TestClient) -> None:
        answer = undecided.get("/static/docs.css")

        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/css; charset=utf-8"
        assert "http" not in answer.text
        assert "@import" not in answer.text


class TestMarked:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("plain", "plain"),
            ("see `after`", "see <code>after</code>"),
            ("`a` and `b`", "<code>a</code> and <code>b</code>"),
            ("<b> & `<i>`", "&lt;b&gt; &amp; <code>&lt;i&gt;</code>"),
        ],
    )
    def test_sets_backticks_as_code_and_escapes(self, text: str, expected: str) -> None:
        assert marked(text) == expected


class TestTypeOf:
    @pytest.mark.parametrize(
        ("schema", "expected"),
        [
            ({}, "anything"),
            ({"type": "string"}, "string"),
            ({"type": "string", "format": "date"}, "string (date)"),
            ({"type": "integer", "minimum": 1}, "integer (1…)"),
            ({"type": "string", "minLength": 1, "maxLength": 5}, "string (1…5)"),
            ({"enum": ["a", "<b>"]}, "<code>a</code> <code>&lt;b&gt;</code>"),
            ({"const": 201}, "<code>201</code>"),
            ({"type": "array", "items": {"type": "string"}}, "list of string"),
            ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or null"),
            ({"$ref": "#/components/schemas/A"}, '<a href="#schema-A">A</a>'),
        ],
    )
    def test_names_values_in_words(self, schema: Json, expected: str) -> None:
        assert type_of(schema) == expected
