"""Injected code is text: it is stored verbatim, or rejected."""

import unicodedata
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, unnamed, walk
from tests.api.log_checks import Log
from tests.keys import shown

pytestmark = pytest.mark.every_case

PAYLOADS = [
    "'; DROP TABLE claim; --",
    "' OR '1'='1",
    '" OR ""="',
    "1; SELECT pg_sleep(9)",
    "') UNION SELECT secret_sha256 FROM api_key --",
    "%' AND 1=randomblob(900000000) AND '%'='",
    "\\'; DELETE FROM change; --",
    "$1 %s :name ? {0}",
    "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "javascript:alert(document.cookie)",
    "x\r\nSet-Cookie: a=b\r\n\r\n<html>",
    'x\n{"event":"request","status":200}',
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "file:///etc/passwd",
    "=cmd|' /C calc'!A0",
    "\x1b[2J\x1b]0;title\x07",
    "\u202etxt.exe\u2066",
    "$(touch /tmp/x)`id`",
    "() { :; }; echo x",
    "${jndi:ldap://127.0.0.1/a}",
    'O:8:"stdClass":0:{}',
]
IN_HEADERS = [p for p in PAYLOADS if p.isascii() and p.isprintable()]


def as_kept(text: str) -> str:
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", unified)


@pytest.fixture
def before(client: TestClient) -> list[Json]:
    """The history before the requests, which must be unchanged afterwards."""
    return walk(client, "/changes")


@pytest.mark.parametrize("payload", PAYLOADS)
class TestPayload:
    def test_is_stored_as_text(
        self, client: TestClient, before: list[Json], payload: str, log: Log
    ) -> None:
        article = {"title": payload, "byline": payload, "outlet": {"name": payload}}
        made = client.post(f"{API}/articles", json=article).json()
        claim = claim_in(made["id"], [unnamed(payload)]) | {
            "text": payload,
            "hedges": [payload],
            "note": payload,
        }

        kept = client.post(f"{API}/claims", json=claim).json()

        read = client.get(f"{API}/claims/{kept['id']}").json()
        assert read["text"] == read["note"] == as_kept(payload)
        assert read["article"]["title"] == as_kept(payload)
        assert walk(client, "/changes")[: len(before)] == before
        assert payload not in log.text

    def test_matches_nothing_as_a_parameter(
        self, client: TestClient, before: list[Json], payload: str
    ) -> None:
        words = f"Zebra {payload}"[:200]
        tag = {"name": "zebra"}
        client.post(f"{API}/tags", json=tag).raise_for_status()

        answers = [
            client.get(f"{API}{path}", params=params)
            for path, params in (
                ("/claims", {"q": words}),
                ("/sources", {"q": words}),
                ("/articles", {"url": payload}),
                ("/sources", {"identifier": f"seed:{payload}"}),
                ("/claims", {"tag": payload[:90]}),
                ("/claims", {"language": payload}),
                ("/claims", {"sort": payload}),
                ("/claims", {"cursor": payload}),
                ("/claims", {"source": payload}),
                ("/claims", {payload: "1"}),
                ("/stats/record", {"descriptor": payload, "outlet": "1"}),
            )
        ]

        for answer in answers:
            assert answer.status_code in {200, 400, 404, 422}, answer.text
            if answer.status_code == 200:
                assert not answer.json().get("data"), answer.url
            else:
                assert payload not in answer.text
        assert walk(client, "/changes")[: len(before)] == before

    def test_is_refused_as_a_path(self, client: TestClient, payload: str) -> None:
        for place in ("claims", "facts", "sources/1/claims", "static"):
            root = "" if place == "static" else API
            answer = client.get(f"{root}/{place}/{quote(payload, safe='')}")

            assert answer.status_code in {404, 422}, answer.text
            assert "root:" not in answer.text


@pytest.mark.portable
@pytest.mark.parametrize("payload", IN_HEADERS)
@pytest.mark.parametrize(
    "name",
    [
        "user-agent",
        "x-request-id",
        "x-forwarded-for",
        "forwarded",
        "origin",
        "accept",
        "if-none-match",
        "authorization",
    ],
)
def test_payload_in_a_header_changes_nothing(
    client: TestClient, log: Log, name: str, payload: str
) -> None:
    headers = {k.lower(): v for k, v in shown("editor").items()} | {name: payload}

    answer = client.get(f"{API}/tags", headers=headers)

    assert answer.status_code == (401 if name == "authorization" else 200)
    assert payload not in str(answer.headers)
    assert payload not in answer.text
    assert payload not in log.text
