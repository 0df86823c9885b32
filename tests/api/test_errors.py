"""Errors: invalid requests are rejected with a sentence about the right form."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from api.settings import MAX_BODY
from tests.api.bodies import (
    API,
    MERGE_PATCH,
    as_sent,
    claim_in,
    post_raw,
    said_by,
    the_error,
    walk,
)
from tests.api.conftest import Make
from tests.keys import shown

pytestmark = pytest.mark.portable

MEGABYTE = 1024 * 1024
ARABIC_ONE = "\u0661"
LISTS = ["/sources", "/articles", "/claims", "/tags", "/facts", "/changes"]


@pytest.fixture
def unchanged(client: TestClient, noise: None) -> Iterator[None]:
    """The record, which is after the test as it was before."""
    assert noise is None
    before = walk(client, "/changes?limit=1000")
    yield
    assert walk(client, "/changes?limit=1000") == before


class TestParameters:
    @pytest.mark.parametrize(
        ("path", "known"),
        [
            ("/sources", "anonymous, article, country, cursor, facets, fields"),
            ("/articles", "published_to, q, root_article, sort, source, url"),
            ("/claims", "said_from, said_to, sector, shape, sort, source, speaker"),
            ("/tags", "cursor, fields, include, limit, sort"),
            ("/changes", "after, cursor, fields, limit"),
            ("/facts", "as_of, cursor, due, facets, fields, include, kind, limit"),
            ("/facts/1", "as_of, as_of_kind, fields, include"),
            ("/facts/1/assessments", "as_of, as_of_kind, cursor, fields, limit"),
            ("/facts/1/outcome", "as_of, as_of_kind, fields"),
            ("/facts/1/claims", "as_of, as_of_kind, cursor, expand, fields, include"),
            ("/claims/1/stances", "cursor, fields, limit"),
            ("/sources/1", "fields, include"),
            ("/sources/1/history", "cursor, fields, limit"),
            ("/sources/1/names", "cursor, fields, limit"),
            ("/articles/1/revisions/1", "fields, include"),
        ],
    )
    def test_unknown_parameters_of_reads_return_the_known_ones(
        self, client: TestClient, path: str, known: str
    ) -> None:
        answer = client.get(f"{API}{path}?sauce=7")

        assert answer.status_code == 422
        error = the_error(answer)
        assert (error["parameter"], error["code"]) == ("sauce", "extra_forbidden")
        assert known in error["message"]

    @pytest.mark.usefixtures("unchanged")
    def test_unknown_parameters_of_writes_return_the_known_ones(
        self, client: TestClient
    ) -> None:
        answer = client.post(f"{API}/tags?sauce=7", json={"name": "rain"})

        assert answer.status_code == 422
        message = "Unknown parameter; known are: reason."
        assert the_error(answer)["message"] == message

    @pytest.mark.parametrize("path", LISTS[:-1])
    def test_an_unknown_sort_returns_the_known_ones(
        self, client: TestClient, path: str
    ) -> None:
        answer = client.get(f"{API}{path}?sort=loudness")

        assert answer.status_code == 422
        error = the_error(answer)
        assert error["parameter"] == "sort"
        assert "'-recorded'" in error["message"]

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("/sources", "colour"),
            ("/articles", "id,colour"),
            ("/claims", "ID"),
            ("/tags", ""),
            ("/changes", "id,"),
            ("/articles/1/revisions", "text"),
        ],
    )
    def test_an_unknown_field_returns_the_known_ones(
        self, client: TestClient, path: str, value: str
    ) -> None:
        answer = client.get(f"{API}{path}?fields={value}")

        assert answer.status_code == 422
        error = the_error(answer)
        assert error["parameter"] == "fields"
        assert "fields has an unknown key; known are: id, " in error["message"]

    @pytest.mark.parametrize(
        ("path", "limit"),
        [
            ("/sources", "0"),
            ("/articles", "-1"),
            ("/claims", "1001"),
            ("/tags", "10000"),
            ("/changes", "ten"),
            ("/sources/1/names", "1.0"),
            ("/sources/1/claims", "1e2"),
            ("/articles/1/revisions", "1_0"),
            ("/claims/1/history", "+5"),
            ("/claims", ARABIC_ONE),
            ("/claims", ""),
        ],
    )
    def test_refuses_limits_outside_of_1_to_1000(
        self, client: TestClient, path: str, limit: str
    ) -> None:
        answer = client.get(API + path, params={"limit": limit})

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == "limit"

    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ("q=a%00b", "q"),
            ("q=", "q"),
            ("q=%20", "q"),
            ("sector=%00", "sector"),
            ("identifier=wikidata:%00", "identifier"),
            ("identifier=wikidata", "identifier"),
            ("country=Norway", "country"),
            ("kind=robot", "kind"),
            ("anonymous=yes", "anonymous"),
            ("include=everything", "include"),
            ("organisation=9007199254740992", "organisation"),
            ("limit=1&limit=0", "limit"),
        ],
    )
    def test_reports_the_wrong_parameter(
        self, client: TestClient, query: str, parameter: str
    ) -> None:
        answer = client.get(f"{API}/sources?{query}")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == parameter

    @pytest.mark.parametrize(
        "query", ["q=%ff", "q=%ed%a0%80", "%c3=1", "limit=1&q=caf%e9"]
    )
    def test_must_be_utf_8(self, client: TestClient, query: str) -> None:
        answer = client.get(f"{API}/sources?{query}")

        assert answer.status_code == 422
        assert (
            the_error(answer)["message"] == "Parameters must be UTF-8, percent-encoded."
        )

    def test_must_be_percent_encoded(self, client: TestClient) -> None:
        statuses: list[int] = []

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            statuses.extend([message["status"]] if "status" in message else [])

        scope = _scope("GET", f"{API}/sources", {})
        scope["query_string"] = "q=Мінск".encode()
        client.portal.call(client.app, scope, receive, send)

        assert statuses == [422]

    @pytest.mark.parametrize(
        "query",
        [
            "q=" + "x" * 16_000,
            "cursor=" + "A" * 16_000,
            "fields=" + "," * 16_000,
            "&".join(f"p{number}=1" for number in range(2000)),
            "&".join(["source=1"] * 1800),
            "&".join(["country=NO"] * 51),
        ],
        ids=["q", "cursor", "fields", "unknown", "source", "country"],
    )
    def test_errors_of_long_queries_are_short(
        self, client: TestClient, query: str
    ) -> None:
        answer = client.get(f"{API}/claims?{query}")

        assert answer.status_code in {400, 422}
        assert len(answer.json()["errors"]) in range(1, 101)
        assert len(answer.content) < 60_000


@pytest.mark.usefixtures("unchanged")
class TestBodies:
    @pytest.mark.parametrize(
        "body",
        [
            "{",
            '{"name": "rain",}',
            "{'name': 'rain'}",
            '{"name": "rain"} {}',
            '{"name": "ra\nin"}',
            '{"name": NaN}',
            '{"name": Infinity}',
            '{"name": -Infinity}',
            '{"name": ' + "9" * 5000 + "}",
            "[" * 100_000,
            '{"name":' * 100_000,
            '{"name": "rain", "name": "snow"}',
            '{"name": "rain", "other": {"a": 1, "a": 2}}',
            b'{"name": "\xff"}',
            b'{"name": "\xed\xa0\x80"}',
            '{"name": "rain"}'.encode("utf-16"),
            b"\x00",
        ],
        ids=range(17),
    )
    def test_invalid_json_is_refused(
        self, client: TestClient, body: str | bytes
    ) -> None:
        answer = post_raw(client, "/tags", body)

        assert answer.status_code == 400
        assert answer.json()["type"] == "/problems/bad-request"
        assert answer.json()["detail"]

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ("", ""),
            ("null", ""),
            ("[]", ""),
            ("{}", "/name"),
            ('{"name": null, "kind": "person"}', "/name"),
            ('{"name": "a\\u0000b", "kind": "person"}', "/name"),
            ('{"name": "a\\ud800b", "kind": "person"}', "/name"),
            ('{"name": "a", "kind": "\\ud800"}', "/kind"),
            ('{"name": "a", "kind": "person", "\\ud800": 1}', ""),
            ('{"name": "a", "kind": "person", "\\u0000": 1}', ""),
            ('{"name": "a", "kind": "person", "people": 1e400}', "/people"),
            ('{"name": "a", "kind": "person", "people": true}', "/people"),
            (f'{{"name": "a", "kind": "person", "people": 1{"0" * 4000}}}', "/people"),
            (
                '{"name": "a", "kind": "person", "names": [{"name": "\\udfff"}]}',
                "/names/0/name",
            ),
        ],
    )
    def test_invalid_values_are_refused(
        self, client: TestClient, body: str, pointer: str
    ) -> None:
        answer = post_raw(client, "/sources", body)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer

    @pytest.mark.parametrize("value", ["1e400", "1.5", "true"])
    def test_invalid_probabilities_are_refused(
        self, client: TestClient, value: str
    ) -> None:
        body = as_sent(claim_in(1, said_by(1)))[:-1]

        answer = post_raw(client, "/claims", f'{body}, "probability_low": {value}}}')

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/probability_low"

    def test_at_most_a_hundred_errors_are_returned(self, client: TestClient) -> None:
        body = {"name": "a"} | {f"key_{number}": 1 for number in range(5000)}

        answer = client.post(f"{API}/tags", json=body)

        assert answer.status_code == 422
        assert len(answer.json()["errors"]) == 100

    @pytest.mark.parametrize(
        "media_type",
        ["", "text/plain", "json", "multipart/form-data", MERGE_PATCH],
    )
    def test_require_the_content_type_json(
        self, client: TestClient, media_type: str
    ) -> None:
        headers = {"content-type": media_type} if media_type else {}

        answer = client.post(f"{API}/tags", content='{"name": "a"}', headers=headers)

        assert answer.status_code == 415
        assert answer.json()["detail"] == "Content-Type must be application/json."

    def test_patches_require_a_json_content_type(self, client: TestClient) -> None:
        headers = {"if-match": '"v1"', "content-type": "text/plain"}

        answer = client.patch(f"{API}/tags/1", content="{}", headers=headers)

        assert answer.status_code == 415
        expected = (
            "Content-Type must be application/json or application/merge-patch+json."
        )
        assert answer.json()["detail"] == expected


class TestAcceptedBodies:
    @pytest.mark.parametrize(
        "media_type", ["application/json; charset=utf-8", "Application/JSON"]
    )
    def test_may_begin_with_a_byte_order_mark(
        self, client: TestClient, media_type: str
    ) -> None:
        body = '\ufeff{"name": "дождь"}'.encode()

        answer = post_raw(client, "/tags", body, **{"content-type": media_type})

        assert answer.status_code == 201
        assert answer.json()["name"] == "дождь"


@pytest.mark.usefixtures("unchanged")
class TestBodySizes:
    @pytest.mark.parametrize(
        ("path", "limit"),
        [
            ("/tags", 2),
            ("/claims", 2),
            ("/articles", 20),
            ("/claims/batch", 20),
            ("/articles/1/revisions", 20),
        ],
    )
    def test_are_limited(self, client: TestClient, path: str, limit: int) -> None:
        answer = post_raw(client, path, b" " * (50 * MEGABYTE))

        assert answer.status_code == 413
        assert answer.json()["type"] == "/problems/too-large"
        assert answer.json()["detail"] == f"The body must have at most {limit} MB."

    def test_are_checked_by_content_length(self, client: TestClient) -> None:
        headers = {"content-length": str(50 * MEGABYTE)}

        answer = post_raw(client, "/tags", b"{}", **headers)

        assert answer.status_code == 413

    def test_are_limited_without_content_length(self, client: TestClient) -> None:
        sent = received = 0
        status = None

        async def receive() -> Message:
            nonlocal received
            received += MEGABYTE
            body = b" " * MEGABYTE
            return {"type": "http.request", "body": body, "more_body": True}

        async def send(message: Message) -> None:
            nonlocal sent, status
            status = message.get("status", status)
            sent += len(message.get("body", b""))

        headers = {"content-type": "application/json"}
        headers["authorization"] = shown()["Authorization"]
        scope = _scope("POST", f"{API}/tags", headers)
        client.portal.call(client.app, scope, receive, send)

        assert status == 413
        assert sent
        assert received <= MAX_BODY + MEGABYTE

    @pytest.mark.parametrize("size", [MAX_BODY, MAX_BODY + 1])
    def test_have_exact_limits(self, client: TestClient, size: int) -> None:
        body = b'{"name": ""}'

        answer = post_raw(client, "/tags", body + b" " * (size - len(body)))

        assert answer.status_code == (422 if size == MAX_BODY else 413)


class TestReasons:
    @pytest.mark.parametrize(
        "reason", ["опечатка " * 111, "🎉" * 1000, "“x” & y=z; 100% + #1", "a\r\nb"]
    )
    def test_are_stored_unchanged(self, client: TestClient, reason: str) -> None:
        body = {"name": "rain"}

        made = client.post(f"{API}/tags", json=body, params={"reason": reason})

        assert made.status_code == 201
        (change,) = walk(client, f"/tags/{made.json()['id']}/history")
        assert change["reason"] == reason.replace("\r\n", "\n")

    @pytest.mark.parametrize(
        "reason", ["x" * 1001, "ж" * 1001, "🎉" * 1001, "a%00b", "%ed%a0%80", "%ff"]
    )
    @pytest.mark.usefixtures("unchanged")
    def test_are_refused_if_too_long_or_invalid_text(
        self, client: TestClient, reason: str
    ) -> None:
        encoded = reason if "%" in reason else quote(reason)

        answer = client.post(f"{API}/tags?reason={encoded}", json={"name": "rain"})

        assert answer.status_code == 422
        assert "parameter" in the_error(answer)

    @pytest.mark.parametrize("query", ["", "?reason="])
    def test_are_required_to_restore_a_record(
        self, client: TestClient, make_tag: Make, query: str
    ) -> None:
        path = f"{API}/tags/{make_tag()['id']}"
        client.delete(path, headers={"if-match": '"v1"'}).raise_for_status()
        headers = {"if-match": '"v2"'}

        answer = client.post(f"{path}/restore{query}", headers=headers)

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == "reason"
        assert client.get(path).status_code == 410


def _scope(method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
    """Return a request as a server hands it to the application."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [
            (name.encode(), value.encode())
            for name, value in {"host": "localhost", **headers}.items()
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
