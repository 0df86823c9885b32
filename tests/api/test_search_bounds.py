"""Lists report the bounds of a search with too many matches or candidates."""

import asyncio

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlalchemy.dialects.sqlite import pysqlite

from db.engine.reader import make_reader
from db.queries.claims import LOOKED
from db.reads.claims import list_claims_page
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.search.grammar import parse
from db.values.totals import MAX_TOTAL
from db.values.viewer import READER
from tests.api.bodies import API, Json
from tests.api.claim_copies import COPIES, copy
from tests.api.conftest import Make
from tests.keys import shown
from tests.noting import Noting


@pytest.fixture
def oldest(client: TestClient, make_claim: Make, engine: Engine) -> Json:
    """Record a claim, and copies of a newer one with its words reordered."""
    claim = make_claim(text="There was no sign.", said="2021-01-01", act="denial")
    newer = make_claim(text="A sign: no.", said="2022-01-01")
    with engine.begin() as connection:
        copy(connection, newer["id"])
        if connection.dialect.name == "postgresql":
            # As a background job does: plans of few claims would read all claims.
            connection.execute(text("ANALYZE claim, claim_search"))
    assert client
    return claim


class TestBounds:
    @pytest.mark.parametrize("q", ['"no sign"', "zebra OR act:denial"])
    def test_a_page_ends_after_the_maximum_number_of_scanned_claims(
        self, client: TestClient, oldest: Json, q: str
    ) -> None:
        first = client.get(f"{API}/claims", params={"q": q}).json()
        cursor = first["next_cursor"]
        second = client.get(f"{API}/claims", params={"q": q, "cursor": cursor}).json()

        assert (first["data"], first["search"]) == ([], {"looked_through": LOOKED})
        assert [one["id"] for one in second["data"]] == [oldest["id"]]
        assert (second["next_cursor"], second.get("search")) == (None, None)

    def test_hidden_claims_do_not_count_as_scanned(
        self, client: TestClient, oldest: Json
    ) -> None:
        client.headers |= shown("reader")
        params = {"q": '"no sign"'}

        first = client.get(f"{API}/claims", params=params).json()
        assert oldest
        with_hidden = client.get(
            f"{API}/claims", params=params | {"cursor": first["next_cursor"]}
        )

        assert first["search"] == {"looked_through": LOOKED}
        assert len(with_hidden.json()["data"]) == 1

    def test_a_csv_file_that_would_omit_matches_is_refused(
        self, client: TestClient, oldest: Json
    ) -> None:
        assert oldest
        by_date = client.get("/claims.csv", params={"q": "sign"})
        by_recording = client.get(
            "/claims.csv", params={"q": "sign", "sort": "recorded"}
        )

        assert by_date.text.count("\n") == COPIES + 3  # both claims, and the names
        assert by_recording.status_code == 422
        assert "More than 10,000 records match" in by_recording.text

    def test_other_orders_sort_only_the_newest_matches(
        self, client: TestClient, oldest: Json
    ) -> None:
        params = {"q": "sign", "sort": "recorded", "include": "total"}

        page = client.get(f"{API}/claims", params=params).json()

        assert page["search"] == {"newest": MAX_TOTAL}
        assert page["total"] == {"value": MAX_TOTAL, "relation": "gte"}
        assert oldest["id"] not in {one["id"] for one in page["data"]}

    @pytest.mark.parametrize("q", ['"no sign"', "sign"])
    def test_other_orders_filter_only_the_newest_matches(
        self, client: TestClient, oldest: Json, q: str
    ) -> None:
        params = {"q": q, "sort": "recorded", "include": "total", "act": "denial"}

        page = client.get(f"{API}/claims", params=params).json()
        of_source = {"source": oldest["attribution"][0]["source"]["id"]}
        whole = client.get(f"{API}/claims", params=params | of_source).json()

        assert page["search"] == {"newest": MAX_TOTAL}
        assert page["total"] == {"value": 0, "relation": "gte"}
        assert ([one["id"] for one in whole["data"]], whole["total"]) == (
            [oldest["id"]],
            1,
        )

    @pytest.mark.parametrize("q", ["sign", "sig*"])
    @pytest.mark.usefixtures("oldest")
    def test_postgresql_does_not_collect_common_words(
        self, engine: Engine, q: str
    ) -> None:
        async def searched() -> str:
            reader = make_reader(engine.url.render_as_string(hide_password=False))
            noting, page = Noting(reader), PageQuery(limit=5, sort="-dated")
            values = {"q": [parse(q)], "act": ["denial"]}
            await list_claims_page(Reading(noting, READER), page, values)
            await reader.close()
            dialect = pysqlite.dialect()
            return "".join(one.read.compiled(dialect).sql for one in noting.noted)

        found = asyncio.run(searched())

        assert ("MATCH" in found) == (engine.dialect.name == "sqlite")

    def test_the_page_reports_the_bound_and_links_to_the_next_page(
        self, client: TestClient, oldest: Json
    ) -> None:
        page = client.get("/claims", params={"q": '"no sign"'}).text

        assert f"{LOOKED:,} records were looked at for this page." in page
        assert "cursor=" in page
        assert f"/articles/{oldest['article_id']}#claim-{oldest['id']}" not in page

    def test_an_article_filter_with_many_claims_has_no_bound(
        self, client: TestClient, oldest: Json
    ) -> None:
        params = {"q": "sign", "article": oldest["article_id"], "sort": "dated"}

        page = client.get(f"{API}/claims", params=params).json()

        assert page["data"][0]["id"] == oldest["id"]
        assert "search" not in page
