"""Articles recorded from a file, by forms of several parts."""

from time import process_time

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.pages.multipart import fields_of
from api.settings import MAX_LARGE_BODY
from tests.api.bodies import API
from tests.api.pages.signing_in import ORIGIN, browser_of, form_token
from tests.api.pages.test_record_pages import page_of

TYPE = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
LONG_HEAD = b"--x\r\n" + b"A: b\r\n" * 1400 + PART.removeprefix(b"--x\r\n")


@pytest.fixture
def browser(client: TestClient) -> TestClient:
    return browser_of(client, "analyst")


def upload(browser: TestClient, content: bytes, **fields: str) -> Response:
    return browser.post(
        "/articles/new",
        data={"form_token": form_token(browser), "visibility": "public", **fields},
        files={"file": ("report.txt", content, "text/plain")},
        headers={"origin": ORIGIN},
        follow_redirects=False,
    )


def text_at(browser: TestClient, address: str) -> str:
    return str(browser.get(f"{API}{address}/revisions/1").json()["text"])


class TestUpload:
    def test_stores_the_file_as_the_text_of_the_article(
        self, browser: TestClient
    ) -> None:
        answer = upload(
            browser, "\ufeffIt rained.\r\n\r\nGrüße 🚢\n".encode(), title="A"
        )

        assert answer.status_code == 303
        assert text_at(browser, answer.headers["location"]).startswith(
            "It rained.\n\nGrüße 🚢"
        )

    def test_has_a_lower_priority_than_typed_text(self, browser: TestClient) -> None:
        answer = upload(browser, b"From a file.", title="B", text="Typed.")

        assert text_at(browser, answer.headers["location"]) == "Typed."

    @pytest.mark.parametrize(
        ("content", "status", "words"),
        [
            ("Grüße".encode("latin-1"), 400, "UTF-8"),
            ("Grüße".encode("utf-16"), 400, "UTF-8"),
            (b"nul \x00 in it", 422, "text"),
            (b"x" * (MAX_LARGE_BODY + 1), 413, "large"),
        ],
    )
    def test_describes_errors_of_a_file(
        self, browser: TestClient, content: bytes, status: int, words: str
    ) -> None:
        answer = upload(browser, content, title="C")

        assert answer.status_code == status
        assert words in page_of(answer).text
        assert browser.get(f"{API}/articles?q=C").json()["data"] == []

    def test_requires_the_form_token_of_the_session(self, browser: TestClient) -> None:
        assert upload(browser, b"It rained.", form_token="0" * 64).status_code == 403


@pytest.mark.portable
class TestParts:
    def test_are_read_by_name(self) -> None:
        body = PART + b"1\r\n" + PART + b"2\r\n2\r\n--x--\r\n"

        assert fields_of(TYPE, body, most=2) == {"a": ["1", "2\r\n2"]}

    @pytest.mark.parametrize(
        ("content_type", "body"),
        [
            ("multipart/form-data", PART + b"1\r\n--x--"),
            (TYPE, PART + b"1\r\n"),
            (TYPE, b"before\r\n" + PART + b"1\r\n--x--"),
            (TYPE, b""),
            (TYPE, b"--x\r\n\r\n1\r\n--x--"),
            (TYPE, PART + b"1\r\n" + PART + b"2\r\n" + PART + b"3\r\n--x--"),
            (TYPE, PART + b"\xff\r\n--x--"),
            (
                TYPE,
                PART.replace(b"--x\r\n", b"--x\r\n" + b"A: b\r\n" * 1400) + b"--x--",
            ),
        ],
    )
    def test_that_are_malformed_or_too_many_are_refused(
        self, content_type: str, body: bytes
    ) -> None:
        with pytest.raises(ValueError, match=r".+"):
            fields_of(content_type, body, most=2)

    def test_names_are_found_among_other_parameters(self) -> None:
        head = b'content-disposition : form-data; filename="; name=x"; NAME=a'

        body = b"--x\r\nA: b\r\n" + head + b"\r\n\r\n1\r\n--x--"

        assert fields_of(TYPE, body, most=1) == {"a": ["1"]}

    @pytest.mark.parametrize("content_type", [TYPE, TYPE + '; y="' + ";" * 30_000])
    def test_with_very_long_parameters_are_read_quickly(
        self, content_type: str
    ) -> None:
        endless = b'Content-Disposition: form-data; name=a; y="' + b";" * 8000
        body = (b"--x\r\n" + endless + b"\r\n\r\n1\r\n") * 250 + b"--x--"

        began = process_time()
        assert fields_of(content_type, body, most=1000) == {"a": ["1"] * 250}
        assert process_time() - began < 1
