"""Responses and errors that all counts have in common."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.schemas.stats import ClaimStatsParams
from tests.api.bodies import API, the_error
from tests.api.conftest import CountingReader
from tests.api.stats.conftest import Count, Told

pytestmark = pytest.mark.every_case

# A value of each filter that matches something; other filters get 21 March.
FOUND: dict[str, Any] = {
    "unresolved": "false",
    "form": "paraphrase",
    "act": "denial",
    "terms": "deep_background",
    "language": "xx",
    "review": "draft",
    "anonymous": "true",
    "hedged": "true",
    "speaker_kind": "anonymous_group",
    "sector": "military",
    "country": "BY",
    "tag": "noise",
    "anchor": "exact",
    "q": "noise",
    "stance": "denies",
}


class TestAnswer:
    def test_is_empty_for_an_empty_record(self, count: Count) -> None:
        for by in ("", "outlet", "source", "kind", "form", "act", "stance", "sector"):
            query = f"by={by}" if by else ""
            assert count(f"claims?{query}") == []
            assert count(f"claims?bucket=month&{query}") == []

    @pytest.mark.usefixtures("told")
    def test_is_not_sent_again_with_a_known_etag(self, client: TestClient) -> None:
        path = f"{API}/stats/claims?by=outlet&bucket=month"
        etag = client.get(path).headers["etag"]

        again = client.get(path, headers={"if-none-match": etag})

        assert again.status_code == 304

    @pytest.mark.usefixtures("told")
    @pytest.mark.parametrize("by", ["outlet", "source", "stance"])
    def test_needs_equally_many_queries_for_few_rows_and_for_many(
        self, client: TestClient, reader: CountingReader, by: str
    ) -> None:
        paths = [
            f"/stats/claims?by={by}&from=2030-01-01",
            f"/stats/claims?by={by}&bucket=day&fill=zero&top=1",
        ]

        # One of them counts the drafts that are left out.
        assert reader.counts(client, *paths) == [3 if by == "source" else 2] * 2

    @pytest.mark.parametrize("name", ClaimStatsParams.filter_names)
    def test_applies_every_filter_like_the_list(
        self, client: TestClient, told: Told, name: str
    ) -> None:
        """A count equals the length of the list with the same filters."""
        sources = dict.fromkeys(("source", "speaker", "origin", "subject"), told.ann)
        others = {"outlet": told.cnn, "fact": told.rain}
        others |= dict.fromkeys(("said_to", "about_to"), "2022-05-01")
        value = (FOUND | sources | others).get(name, "2022-03-21")
        if name == "recorded_to":
            value = "2999-01-01"
        elif name == "article":
            value = client.get(f"{API}/articles?q=rain").json()["data"][0]["id"]

        query = f"{name}={value}"
        listed = client.get(f"{API}/claims?{query}&include=total").json()["total"]

        assert listed
        for by in ("", "&by=act", "&by=outlet&top=1", "&bucket=year"):
            counted = client.get(f"{API}/stats/claims?{query}{by}").json()
            assert sum(row["n"] for row in counted) == listed


@pytest.mark.portable
class TestRefusals:
    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ("bucket=hour", "bucket"),
            ("by=colour", "by"),
            ("time=said", "time"),
            ("fill=one&bucket=day", "fill"),
            ("fill=zero", "fill"),
            ("from=yesterday", "from"),
            ("from=", "from"),
            ("to=2022-13-01", "to"),
            ("to=9999999999999999", "to"),
            ("to=999999999999999", "to"),
            ("from=-62135596800000", "from"),
            ("from=1e3", "from"),
            ("from=2022-03-02&to=2022-03-02", "from"),
            ("from=2022-03-02&to=0", "from"),
            ("top=0&by=outlet", "top"),
            ("top=101&by=outlet", "top"),
            ("top=1.5&by=outlet", "top"),
            ("as_of=2999-01-01", "as_of"),
            ("form=shouted", "form"),
            ("review=maybe", "review"),
            ("include=withdrawn", "include"),
            ("from_=2022-01-01", "from_"),
            ("limit=5", "limit"),
        ],
    )
    def test_name_the_invalid_parameter(
        self, client: TestClient, query: str, parameter: str
    ) -> None:
        answer = client.get(f"{API}/stats/claims?{query}")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == parameter

    def test_name_the_known_parameters(self, client: TestClient) -> None:
        answer = client.get(f"{API}/stats/claims?until=2022-01-01")

        assert " from, " in the_error(answer)["message"]

    @pytest.mark.usefixtures("told")
    @pytest.mark.parametrize("by", ["", "&by=outlet"])
    def test_limit_the_number_of_filled_buckets(
        self, client: TestClient, by: str
    ) -> None:
        bounds = "from=0001-01-02&to=9999-12-31"

        answer = client.get(f"{API}/stats/claims?bucket=day&fill=zero&{bounds}{by}")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == "bucket"
        assert the_error(answer)["code"] == "out_of_range"
        weeks = client.get(f"{API}/stats/claims?bucket=year&fill=zero&{bounds}")
        assert len(weeks.json()) == 9999
