"""Lists of claims with filters that are tested claim by claim."""

from collections.abc import Sequence
from itertools import product

import pytest
from fastapi.testclient import TestClient

from db.queries.claims import ORDERS
from db.reads import tested_claims
from tests.api.bodies import API, Json, ids, pages, walk
from tests.api.conftest import Make
from tests.keys import shown

CLAIMS, LOOKED, FEW = 20, 4, 3
ACTS = ("denial", "assertion", "assertion", "assertion", "assertion")


@pytest.fixture
def claims(make_claim: Make, monkeypatch: pytest.MonkeyPatch) -> Sequence[Json]:
    """Record twenty claims, of which each page looks at four."""
    monkeypatch.setattr(tested_claims, "FIRST", 2)
    monkeypatch.setattr(tested_claims, "TESTED", LOOKED)
    return [
        make_claim(
            text=f"It rained {number} times.",
            said=f"2022-03-{1 + number * 7 % CLAIMS:02}",
            act=ACTS[number % len(ACTS)],
            language="en" if number % len(ACTS) else "uk",
            tags=["rain", "snow" if number < CLAIMS - FEW else "hail"],
        )
        for number in range(CLAIMS)
    ]


class TestPages:
    def test_have_every_match_once_and_in_order(
        self, client: TestClient, claims: Sequence[Json]
    ) -> None:
        expected = {row["id"] for row in claims if row["act"] == "denial"}
        for sort, partner in product(ORDERS, ("", "&tag=rain", "&tag=rain&tag=snow")):
            path = f"/claims?sort={sort}&limit=2"
            denials = [row for row in walk(client, path) if row["id"] in expected]
            for one in ("language=uk", "act=denial"):
                assert walk(client, f"{path}&{one}{partner}") == denials

        assert len(expected) == CLAIMS // len(ACTS)

    def test_end_after_the_maximum_number_of_scanned_claims(
        self, client: TestClient, claims: Sequence[Json]
    ) -> None:
        found = list(pages(client, "/claims?country=AQ"))

        assert [page["data"] for page in found] == [[]] * (CLAIMS // LOOKED + 1)
        looked = [page.get("search") for page in found]
        assert looked == [{"looked_through": LOOKED}] * (CLAIMS // LOOKED) + [None]
        assert claims

    def test_a_filter_with_few_claims_needs_one_page(
        self, client: TestClient, claims: Sequence[Json]
    ) -> None:
        source = claims[0]["attribution"][0]["source"]["id"]

        (page,) = pages(client, f"/claims?source={source}&tag=hail&act=assertion")

        assert len(page["data"]) == FEW
        assert "search" not in page

    def test_rare_values_are_read_from_their_index(
        self, client: TestClient, make_claim: Make, claims: Sequence[Json]
    ) -> None:
        draft = make_claim(text="It may have.", said="2021-01-01", review="draft")

        for sort in ("-dated", "-recorded"):
            (page,) = pages(client, f"/claims?review=draft&sort={sort}")

            assert ids(page["data"]) == [draft["id"]]
            assert "search" not in page
        assert claims

    def test_hidden_claims_do_not_count_as_scanned(
        self, client: TestClient, claims: Sequence[Json], make_claim: Make
    ) -> None:
        path = "/claims?country=AQ"
        before = list(pages(client, path))
        for number in range(LOOKED):
            make_claim(
                text=f"{number}.", said="2022-03-05T12:00:00Z", visibility="restricted"
            )
        client.headers |= shown("reader")

        assert list(pages(client, path)) == before
        assert claims


class TestTotals:
    def test_are_exact_if_all_claims_are_scanned(
        self, client: TestClient, claims: Sequence[Json]
    ) -> None:
        path = f"{API}/claims?tag=hail&act=assertion&include=total"

        totals = [client.get(f"{path}&limit={limit}").json() for limit in (1, 50)]

        assert [page["total"] for page in totals] == [FEW, FEW]
        assert claims

    def test_are_a_lower_bound_if_there_are_more_claims(
        self, client: TestClient, claims: Sequence[Json]
    ) -> None:
        path = f"{API}/claims?act=assertion&include=total"

        total = client.get(path).json()["total"]

        assert total["relation"] == "gte"
        assert 0 < total["value"] <= LOOKED
        assert claims
