"""Bounds on requests: nothing long is computed before they are checked."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter, ValidationError

from api.schemas.types.texts import MAX_SENT, ShortText, Text
from db.values.stored_text import as_stored
from tests.api.bodies import API, Json

pytestmark = pytest.mark.every_case

ACUTE, TWO_MARKS = "\u0301", "\u0344"  # the second one is stored as two


class TestCombiningMarks:
    @pytest.mark.parametrize("marks", [ACUTE * 30, TWO_MARKS * 15])
    def test_are_stored_up_to_thirty_in_a_row(self, marks: str) -> None:
        text = f"no{marks}n"

        assert TypeAdapter(Text).validate_python(text) == as_stored(text)

    @pytest.mark.parametrize(
        ("marks", "count"),
        [(ACUTE * 31, 31), (TWO_MARKS * 16, 32), (ACUTE * 20_000, 20_000)],
    )
    def test_more_than_thirty_in_a_row_are_refused_with_their_place(
        self, marks: str, count: int
    ) -> None:
        message = (
            "Must not have more than 30 combining marks in a row: "
            f"there are {count} from character 3."
        )

        with pytest.raises(ValidationError, match=re.escape(message)):
            TypeAdapter(Text).validate_python(f"no{marks}n")

    def test_of_an_article_text_are_stored_without_a_limit(
        self, client: TestClient, make_article: Callable[..., Any]
    ) -> None:
        """A published text is stored whatever it contains; its marks are sorted."""
        text = "Za" + "\u0301\u0323" * 1000 + "lgo was here."

        article = make_article(text=text)

        kept = client.get(f"{API}/articles/{article['id']}/revisions/1").json()
        assert kept["text"] == as_stored(text)


class TestLongTexts:
    def test_are_refused_before_normalisation(self) -> None:
        """The limit is that of the longest field."""
        text = "e" + ACUTE * MAX_SENT

        with pytest.raises(ValidationError, match="Must have at most 20,000 char"):
            TypeAdapter(ShortText).validate_python(text)

    @pytest.mark.parametrize("text", ["\0", "a\ud800", "\udfff"])
    def test_texts_with_nul_or_surrogates_are_refused(self, text: str) -> None:
        with pytest.raises(ValidationError, match="Must not contain NUL"):
            TypeAdapter(Text).validate_python(text)


class TestHeaders:
    @pytest.mark.parametrize("spaces", [" ", "\t", " \t", ", "])
    def test_if_match_with_thousands_of_spaces_is_refused(
        self, client: TestClient, spaces: str
    ) -> None:
        """They took ten seconds, in which the server did not respond."""
        sent = f'"a",{spaces * (30_000 // len(spaces))}x'

        answer = client.delete(f"{API}/claims/1", headers={"If-Match": sent})

        assert answer.status_code == 412
        assert "If-Match is malformed" in answer.json()["detail"]


def _largest(schema: Json) -> int | None:
    """Return the largest integer that a schema allows, if it has a limit."""
    kinds = schema.get("anyOf", [schema])
    found = [one["maximum"] for one in kinds if "maximum" in one]
    return max(found, default=None)


class TestLargestNumbers:
    def test_cause_no_server_error(self, client: TestClient, claim: Json) -> None:
        """An INTEGER of PostgreSQL holds less than an integer of JSON."""
        tag = client.post(f"{API}/tags", json={"name": "weather"}).json()
        ids = {"claim_id": claim["id"], "article_id": claim["article_id"]}
        ids |= {"tag_id": tag["id"], "source_id": claim["attribution"][0]["source_id"]}
        failed, asked = [], 0
        for path, item in client.get("/openapi.json").json()["paths"].items():
            for one in item.get("get", {}).get("parameters", []):
                if (largest := _largest(one["schema"])) is None:
                    continue
                asked += 1
                filled = dict.fromkeys(re.findall("{(.*?)}", path), 1) | ids
                address = path.format_map(filled | {one["name"]: largest})
                query = {one["name"]: largest} if one["in"] == "query" else None
                answer = client.get(address, params=query)
                failed += [(address, query)] if answer.status_code >= 500 else []

        assert asked > 50
        assert failed == []
