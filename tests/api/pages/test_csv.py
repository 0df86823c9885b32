"""Lists as CSV."""

import csv
import io

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.pages.csv_columns import COLUMNS
from api.pages.csv_rows import csv_of
from tests.api.bodies import API, Json, day
from tests.api.conftest import Make
from tests.keys import shown


def rows_of(answer: Response) -> list[dict[str, str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return [*csv.DictReader(io.StringIO(answer.text, newline=""))]


class TestCsv:
    def test_has_the_values_of_the_list(
        self, client: TestClient, make_claim: Make, fact: Json
    ) -> None:
        stances = [{"fact_id": fact["id"], "stance": "supports"}]
        claim = make_claim(text="„Größe“\n2", said=day(3), stances=stances)

        first, *_ = rows_of(client.get("/claims.csv?act=assertion&sort=-recorded"))

        assert first["id"] == str(claim["id"])
        assert first["text"] == "„Größe“\n2"
        assert first["speakers_label"] == claim["attribution"][0]["source"]["label"]
        assert first["stances_fact_slug"] == fact["slug"]
        assert first["dated_at"] == "2022-03-03T00:00:00Z"

    @pytest.mark.parametrize("resource", COLUMNS)
    def test_exists_for_every_list_and_is_linked_from_its_page(
        self, client: TestClient, make_claim: Make, fact: Json, resource: str
    ) -> None:
        assert fact
        make_claim()
        listed = client.get(f"{API}/{resource}").json()["data"]

        answer = client.get(f"/{resource}.csv")

        assert [row["id"] for row in rows_of(answer)] == [
            str(one["id"]) for one in listed
        ]
        assert f"{resource}.csv" in answer.headers["content-disposition"]
        page = client.get(f"/{resource}?limit=1").text
        assert f'href="/{resource}.csv?limit=1"' in page
        etag = {"if-none-match": answer.headers["etag"]}
        again = client.get(answer.url, headers=etag)
        assert again.status_code == 304

    def test_escapes_a_name_that_starts_like_a_formula(
        self, client: TestClient, make_source: Make
    ) -> None:
        make_source(name="=HYPERLINK(A1)", kind="organisation")

        first, *_ = rows_of(client.get("/sources.csv?q=hyperlink"))

        assert first["name"] == "'=HYPERLINK(A1)"

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\uff1d"])
    def test_escapes_every_start_of_a_formula(self, start: str) -> None:
        row = dict.fromkeys(column.split(".")[0] for column in COLUMNS["sources"])

        text = csv_of("sources", [{**row, "name": f"{start}1+1", "id": -7}])

        assert f"'{start}1+1" in text
        assert "\n-7," in text.replace("\r", "")

    @pytest.mark.parametrize(
        ("before", "quoted"),
        [(";", ";'"), ("; ", ";' "), ("\t", "\t'"), ("\n", "\n'"), (";;", ";;'")],
    )
    def test_escapes_a_formula_after_a_possible_separator(
        self, before: str, quoted: str
    ) -> None:
        row = dict.fromkeys(column.split(".")[0] for column in COLUMNS["sources"])

        text = csv_of("sources", [{**row, "name": f"A{before}=1+1 - 2;B"}])

        assert f"A{quoted}=1+1 - 2;B" in text

    def test_an_empty_list_has_its_columns(self, client: TestClient) -> None:
        answer = client.get("/facts.csv?q=nothing+at+all")

        assert answer.text.startswith("id,slug,statement,kind,state,")
        assert rows_of(answer) == []

    def test_omits_restricted_records_for_readers(
        self, client: TestClient, make_source: Make
    ) -> None:
        make_source(name="Deep Throat", kind="person", visibility="restricted")

        reader = client.get("/sources.csv", headers=shown("reader"))

        assert "Deep Throat" not in reader.text
        assert "Deep Throat" in client.get("/sources.csv").text

    def test_refuses_invalid_parameters(self, client: TestClient) -> None:
        assert client.get("/claims.csv?act=shout").status_code == 422
        assert client.get("/claims.csv?cursor=x").status_code == 400
