"""Claims imported from a file, after a preview."""

import json
import re
from html import unescape
from time import process_time

import orjson
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.bodies import API, Json
from tests.api.conftest import Make
from tests.api.pages.signing_in import browser_of, send
from tests.api.pages.test_record_pages import HOSTILE, page_of

IMPORT = "/data/import"
HIDDEN = re.compile(r'name="(text|digest)" value="([^"]*)"')


@pytest.fixture
def browser(client: TestClient) -> TestClient:
    return browser_of(client, "analyst")


@pytest.fixture
def article(make_article: Make) -> int:
    return int(make_article(title="Rain", text="It rained. It froze.")["id"])


def claim(article_id: int, text: str, **more: object) -> Json:
    said = {
        "position": 1,
        "relation": "said",
        "source": {"kind": "person", "name": "Ann"},
    }
    base = {"article_id": article_id, "text": text, "form": "paraphrase"}
    return {**base, "attribution": [said], **more}


def lines(*claims: object) -> str:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in claims)


def confirmed(browser: TestClient, preview: Response) -> Response:
    """Send the form of a preview, whose line ends a browser changes."""
    fields = {name: unescape(value) for name, value in HIDDEN.findall(preview.text)}
    fields["text"] = fields["text"].replace("\n", "\r\n")
    return send(browser, IMPORT, **fields)


def stored(client: TestClient, article: int) -> list[str]:
    path = f"{API}/claims?article={article}&sort=recorded"
    return [one["text"] for one in client.get(path).json()["data"]]


class TestImport:
    def test_stores_previewed_claims_after_confirmation(
        self, client: TestClient, browser: TestClient, article: int
    ) -> None:
        file = lines(
            claim(article, "It rained", tags=["weather"]),
            "",
            claim(article, "It froze"),
        )

        preview = send(browser, IMPORT, text=file)
        before = stored(client, article)
        done = confirmed(browser, preview)

        page = page_of(preview)
        assert "Import 2 claims" in page.text
        assert "New source: Ann" in page.text
        assert "New tag: weather" in page.text
        assert before == []
        assert done.headers["location"] == f"{IMPORT}?imported=2"
        assert stored(client, article) == ["It rained", "It froze"]
        assert (
            "2 claims are recorded."
            in page_of(browser.get(f"{IMPORT}?imported=2")).text
        )

    def test_accepts_the_body_of_a_batch_as_a_file(
        self, client: TestClient, browser: TestClient, article: int
    ) -> None:
        batch = {"mode": "atomic", "claims": [claim(article, "It rained")]}

        preview = send(browser, IMPORT, file=json.dumps(batch, indent=1))
        confirmed(browser, preview)

        assert stored(client, article) == ["It rained"]

    def test_reports_and_omits_refused_lines(
        self, client: TestClient, browser: TestClient, article: int
    ) -> None:
        file = lines(
            claim(article, "It rained"),
            "no JSON",
            claim(article, "It froze", act="shout"),
            claim(999_999, "It snowed"),
            claim(article, "It rained"),
        )

        preview = send(browser, IMPORT, text=file)
        confirmed(browser, preview)

        page = page_of(preview).text
        assert "2This line is not JSON." in page
        assert "3/act: " in page
        assert "4No such article." in page
        assert "New claims1Refused4" in page
        assert stored(client, article) == ["It rained"]

    def test_refuses_a_line_that_is_nested_too_deeply(
        self, client: TestClient, browser: TestClient, article: int
    ) -> None:
        deep = f'{{"text": {"[" * 300}{"]" * 300}}}'

        preview = send(browser, IMPORT, text=lines(claim(article, "It rained"), deep))
        confirmed(browser, preview)

        assert "2This line is not JSON." in page_of(preview).text
        assert stored(client, article) == ["It rained"]

    @pytest.mark.parametrize("separator", ["\u2028", "\u0085", "\v", "\x1c"])
    def test_splits_lines_only_at_newlines(
        self, client: TestClient, browser: TestClient, article: int, separator: str
    ) -> None:
        sent = claim(article, "It rained", note=f"One{separator}two")
        batch = orjson.dumps({"claims": [sent]}).decode()

        confirmed(browser, send(browser, IMPORT, text=batch))

        assert stored(client, article) == ["It rained"]

    def test_shows_a_new_preview_if_the_record_has_changed(
        self, client: TestClient, browser: TestClient, article: int, make_source: Make
    ) -> None:
        preview = send(browser, IMPORT, text=lines(claim(article, "It rained")))
        make_source(name="Ann", kind="person")

        changed = confirmed(browser, preview)
        before = stored(client, article)
        done = confirmed(browser, changed)

        assert changed.status_code == 409
        assert "The record has changed since the preview" in changed.text
        assert before == []
        assert done.status_code == 303
        assert stored(client, article) == ["It rained"]

    def test_refuses_a_second_confirmation(
        self, client: TestClient, browser: TestClient, article: int
    ) -> None:
        preview = send(browser, IMPORT, text=lines(claim(article, "It rained")))
        confirmed(browser, preview)

        again = confirmed(browser, preview)

        assert again.status_code == 409
        assert "Import" not in page_of(again).text.partition("Preview")[2][:60]
        assert stored(client, article) == ["It rained"]

    def test_refuses_more_claims_than_a_batch_has(self, browser: TestClient) -> None:
        began = process_time()
        answer = send(browser, IMPORT, text="{}\n" * 200_000)
        assert process_time() - began < 3  # their claims are not validated

        assert answer.status_code == 422
        assert "at most 1,000 claims" in answer.text

    def test_escapes_hostile_words(self, browser: TestClient, article: int) -> None:
        file = lines(claim(article, HOSTILE, tags=[HOSTILE]), f'"{HOSTILE}')

        answer = send(browser, IMPORT, text=file)

        assert "alert(1)" in page_of(answer).text
        assert "<script>alert" not in answer.text

    @pytest.mark.parametrize("text", ["", "[]", "7", "null", "[7]", '{"claims": 7}'])
    def test_offers_no_confirmation_without_claims(
        self, browser: TestClient, text: str
    ) -> None:
        answer = send(browser, IMPORT, text=text)

        assert answer.status_code == 200
        assert 'name="digest"' not in answer.text

    def test_requires_a_role_that_may_write(
        self, client: TestClient, article: int
    ) -> None:
        reader = browser_of(client, "reader")

        assert reader.get(IMPORT).status_code == 403
        refused = send(reader, IMPORT, text=lines(claim(article, "It rained")))
        assert refused.status_code == 403
