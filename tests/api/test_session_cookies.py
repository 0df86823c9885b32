"""The token of a session is found among the cookies of a request."""

from time import process_time
from typing import Any

import pytest

from api.server.session_cookies import session_token

QUOTES = b'onrecord="' + b'\\"' * 16_000 + b'"'

pytestmark = pytest.mark.portable


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: no record is read here."""


def asked(*cookies: bytes, path: str = "/claims") -> dict[str, Any]:
    headers = [(b"cookie", one) for one in cookies]
    return {"path": path, "scheme": "http", "headers": headers}


class TestSessionToken:
    @pytest.mark.parametrize(
        ("cookies", "text"),
        [
            ([b"onrecord=abc"], "abc"),
            ([b"a=b; onrecord=abc ;c=d"], "abc"),
            ([b"a=onrecord=x", b"onrecord=abc"], "abc"),
            ([b"onrecord=old; onrecord=abc"], "abc"),
        ],
    )
    def test_is_found_among_other_cookies(
        self, cookies: list[bytes], text: str
    ) -> None:
        token = session_token(asked(*cookies))

        assert token is not None
        assert token.text == text

    @pytest.mark.parametrize("cookie", [b"", b"onrecord", b"onrecord=", b"a=b", b";;"])
    def test_may_be_missing(self, cookie: bytes) -> None:
        assert session_token(asked(cookie)) is None

    def test_is_ignored_by_the_api(self) -> None:
        assert session_token(asked(b"onrecord=abc", path="/api/v1/claims")) is None

    def test_many_quotes_are_parsed_quickly(self) -> None:
        began = process_time()
        session_token(asked(QUOTES))

        assert process_time() - began < 0.5
