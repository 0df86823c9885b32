"""Names: their stored form, and the ones that are rejected."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, the_error
from tests.api.conftest import Make

pytestmark = pytest.mark.every_case

BLANK = ["   ", "\n\t", "\u200b", "\u00ad \ufeff", "\u3000", "\u3164"]


@pytest.mark.portable
class TestBlankText:
    @pytest.mark.parametrize("blank", BLANK)
    @pytest.mark.parametrize(
        ("path", "body", "field"),
        [
            ("sources", {"kind": "person"}, "name"),
            ("articles", {}, "title"),
            ("articles", {"title": "x"}, "byline"),
            ("articles", {"title": "x"}, "text"),
            ("tags", {}, "name"),
            ("facts", {}, "statement"),
        ],
    )
    def test_is_refused(
        self, client: TestClient, path: str, body: Json, field: str, blank: str
    ) -> None:
        answer = client.post(f"{API}/{path}", json=body | {field: blank})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == f"/{field}"

    @pytest.mark.parametrize("blank", BLANK)
    def test_is_refused_in_described_sources_and_claims(
        self, client: TestClient, article: Json, blank: str
    ) -> None:
        step = {"position": 1, "relation": "said", "source": {"kind": "person"}}
        step["source"] |= {"name": blank}
        body = claim_in(article["id"], [step]) | {"text": blank}

        answer = client.post(f"{API}/claims", json=body)

        pointers = {one["pointer"] for one in answer.json()["errors"]}
        assert pointers == {"/text", "/attribution/0/source/name"}


class TestNames:
    @pytest.mark.parametrize(
        "name", [" Dana Whit", "Dana  Whit ", "Dana\nWhit", "Dana\u3000Whit"]
    )
    def test_are_stored_with_one_space_between_words(
        self, make_source: Make, name: str
    ) -> None:
        made: dict[str, Any] = make_source(name=name, names=[{"name": f" X {name}"}])

        assert made["name"] == "Dana Whit"
        assert made["names"][0]["name"] == "X Dana Whit"

    @pytest.mark.parametrize(
        ("name", "typed"),
        [
            ("Łukasz", "lukasz"),
            ("Søren", "SOREN"),
            ("Yıldırım", "yildirim"),
            ("Máire O’Neil", "o'neil"),
            ("Smith–Jones", "smith-jones"),
            ("Ægir", "aegir"),
            ("Đoković", "dokovic"),
        ],
    )
    def test_are_found_without_accents_and_typography(
        self, client: TestClient, make_source: Make, name: str, typed: str
    ) -> None:
        made = make_source(name=name)

        answer = client.get(f"{API}/sources", params={"q": typed})

        assert [one["id"] for one in answer.json()["data"]] == [made["id"]]


class TestFilterByTag:
    @pytest.mark.parametrize("tag", ["election", "Election", " ELECTION "])
    def test_ignores_case_and_surrounding_spaces(
        self, client: TestClient, make_claim: Make, tag: str
    ) -> None:
        made = make_claim(text="One.", tags=["Election"])
        make_claim(text="Two.", tags=["Elections"])

        rows = client.get(f"{API}/claims", params={"tag": tag}).json()["data"]

        assert [row["id"] for row in rows] == [made["id"]]
