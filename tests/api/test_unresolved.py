"""Sources with an unknown identity: neither named nor unnamed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, unnamed
from tests.api.reports import Reporter, claim, named, numbers, official

pytestmark = pytest.mark.every_case

SHE = {"kind": "unresolved", "name": "she"}


@pytest.fixture
def reporter(client: TestClient) -> Reporter:
    return Reporter(client)


@pytest.fixture
def article(reporter: Reporter) -> Json:
    return reporter.prints(
        claim(named("NATO"), text="named"),
        claim(official(), text="unnamed"),
        claim(SHE, text="unresolved"),
        claim([SHE, official()], text="both"),
        claim([SHE, named("NATO")], text="joint"),
        claim(text="nobody"),
    )


FLAGS = [
    ("anonymous=true", {"unnamed", "both"}, {"official"}),
    ("anonymous=false", {"named", "nobody"}, {"NATO"}),
    ("unresolved=true", {"unresolved", "both", "joint"}, {"she"}),
    ("unresolved=false", {"named", "unnamed", "nobody"}, {"NATO", "official"}),
]


class TestFilters:
    @pytest.mark.parametrize(("query", "texts", "names"), FLAGS)
    def test_select_claims_and_sources_by_resolution(
        self,
        client: TestClient,
        article: Json,
        query: str,
        texts: set[str],
        names: set[str],
    ) -> None:
        of_article = f"article={article['id']}&{query}"

        claims = client.get(f"{API}/claims?{of_article}").json()["data"]
        sources = client.get(f"{API}/sources?{of_article}").json()["data"]

        assert {row["text"] for row in claims} == texts
        assert {row["name"] for row in sources} == names


class TestReadCorroboration:
    def test_counts_unresolved_sources_separately(
        self, reporter: Reporter, article: Json
    ) -> None:
        assert article

        side = reporter.side()

        claims = side["claims"]
        assert numbers(claims) == (6, 1, 2)
        assert (claims["unresolved"], claims["unattributed"]) == (2, 1)
        for part in ("voices", "origins"):
            assert numbers(side[part]) == (3, 1, 1)
            assert side[part]["unresolved"] == 1

    def test_counts_an_article_without_other_sources_separately(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(claim(SHE))
        reporter.prints(claim(SHE), claim(official()), by="BBC")

        articles = reporter.side()["articles"]

        assert (numbers(articles), articles["unresolved"]) == ((2, 0, 1), 1)


class TestReadUnnamedStats:
    def test_counts_unresolved_sources_separately(
        self, client: TestClient, article: Json
    ) -> None:
        assert article

        (row,) = client.get(f"{API}/stats/unnamed?outlet={article['outlet_id']}").json()

        assert (row["n"], row["unnamed"], row["unresolved"]) == (6, 2, 2)


class TestReadRecordOfDescriptor:
    def test_excludes_unresolved_sources(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        printed = reporter.prints(claim(unnamed("she")["source"]), claim(SHE))
        query: dict[str, Any] = {"descriptor": "she", "outlet": printed["outlet_id"]}

        answer = client.get(f"{API}/stats/record", params=query).json()

        assert answer["held"]["sources"] == 1
