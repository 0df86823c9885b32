"""The desk: its numbers and its links."""

import pytest
from fastapi.testclient import TestClient

from db.reads import desk
from tests.api.bodies import API, Json, day
from tests.api.conftest import Make
from tests.api.pages.signing_in import browser_of
from tests.api.pages.test_record_pages import Words, page_of
from tests.keys import shown

LISTS = {"/queue/drafts": "/claims?review=draft"}  # of pages without data


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: everything is counted."""


def words(page: Words) -> str:
    """Return the words of a page, separated by element."""
    return " ".join(" ".join(page.words).split())


def tile_addresses(page: Words) -> list[str]:
    return [
        attrs["href"] or ""
        for tag, attrs in page.tags
        if tag == "a" and attrs.get("class") == "tile"
    ]


@pytest.fixture
def march(make_claim: Make, make_article: Make) -> list[Json]:
    """Two claims of March 2022, and one of February."""
    article = make_article(title="Weather", published=day(30))
    return [
        make_claim(article_id=article["id"], text=f"Rain {number}.", said=day(*said))
        for number, said in enumerate([(3,), (4,), (5, 2)])
    ]


class TestEmptyRecord:
    @pytest.mark.parametrize(
        "address", ["/", "/articles", "/claims", "/facts", "/sources"]
    )
    def test_links_to_the_form_of_an_article_for_those_who_may_write(
        self, client: TestClient, address: str
    ) -> None:
        anybody = page_of(client.get(address))
        analyst = page_of(browser_of(client, "analyst").get(address))
        reader = page_of(browser_of(client, "reader").get(address))

        assert "/articles/new" in analyst.hrefs()
        assert "/sign-in?next=/articles/new" in anybody.hrefs()
        assert "is recorded yet" in reader.text
        assert not any("articles/new" in href for href in reader.hrefs())

    def test_reports_filters_without_matches(self, client: TestClient) -> None:
        assert "No fact matches these filters." in client.get("/facts?status=open").text


class TestDesk:
    def test_introduces_the_product(self, client: TestClient) -> None:
        page = page_of(client.get("/"))

        assert "Onrecord records who said what" in words(page)
        assert "README.md" in words(page)
        assert {"/docs", "/openapi.json"} <= {*page.hrefs()}

    def test_shows_zero_counts_for_an_empty_record(self, client: TestClient) -> None:
        page = page_of(client.get("/"))

        assert "New claims 0 recorded since" in words(page)
        assert "No claim is recorded yet" in words(page)
        assert len(tile_addresses(page)) == 4

    def test_links_each_number_to_the_list_that_it_counts(
        self, client: TestClient, march: list[Json], make_fact: Make
    ) -> None:
        make_fact(
            statement="It rains.",
            kind="forecast",
            resolution_criteria="Rain.",
            resolves_by="2022-04-01T00:00:00Z",
        )

        page = page_of(client.get("/"))

        (source,) = {one["attribution"][0]["source_id"] for one in march}
        found = {}
        for href in tile_addresses(page):
            path, _, query = LISTS.get(href, href).partition("?")
            rows = client.get(f"{API}{path}?{query}").raise_for_status().json()
            found[href] = len(rows["data"])
        assert list(found.values()) == [3, 1, 0, 0, 2, 2]
        assert any(f"speaker={source}&" in href for href in found)
        for said in (
            "New claims 3 recorded since",
            "Due for an outcome 1 facts",
            "Drafts to review 0 claims",
            "Contested facts 0 assessors",
            "Most active source 2 claims of",
            "Claims a month 2 in Mar 2022",
        ):
            assert said in words(page)

    def test_shows_months_without_claims(
        self, client: TestClient, march: list[Json]
    ) -> None:
        assert march

        page = page_of(client.get("/"))

        assert "Jan 2022 0 Feb 2022 1 Mar 2022 2" in words(page)
        bars = [attrs for tag, attrs in page.tags if tag == "rect"]
        assert [bar["height"] for bar in bars[-3:]] == ["0.0", "13.0", "26.0"]
        assert len(bars) == 12

    def test_marks_counts_that_reach_their_bound(
        self,
        client: TestClient,
        march: list[Json],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        assert march
        for name in ("MOST_NEW", "MOST_IN_MONTH"):
            monkeypatch.setattr(desk, name, 1)

        page = page_of(client.get("/"))

        assert "New claims 1+ recorded" in words(page)
        assert "Claims a month 1+ in Mar 2022" in words(page)

    def test_counts_speakers_of_the_latest_claims_only(
        self,
        client: TestClient,
        march: list[Json],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        assert march
        monkeypatch.setattr(desk, "MOST_RECENT", 1)

        page = page_of(client.get("/"))

        assert "Most active source 1 claims of" in words(page)
        assert "in its 2,000 latest claims" in words(page)

    def test_omits_restricted_claims_for_readers(
        self, client: TestClient, make_claim: Make
    ) -> None:
        make_claim(visibility="restricted", said=day(3))

        reader = page_of(client.get("/", headers=shown("reader")))
        analyst = page_of(client.get("/", headers=shown("analyst")))

        assert "New claims 0 recorded" in words(reader)
        assert "Mar 2022" not in words(reader)
        assert "New claims 1 recorded" in words(analyst)


class TestNew:
    def test_counts_claims_since_the_page_was_shown(
        self, client: TestClient, make_claim: Make
    ) -> None:
        make_claim(text="Old.")
        (address,) = [
            attrs["data-new"] or ""
            for _, attrs in page_of(client.get("/")).tags
            if "data-new" in attrs
        ]
        before = client.get(address)
        make_claim(text="New.")

        after = client.get(address)

        assert before.json() == {"claims": 0, "has_more": False}
        assert after.json() == {"claims": 1, "has_more": False}
        assert after.headers["cache-control"] == "no-store"

    def test_requires_an_instant(self, client: TestClient) -> None:
        assert client.get("/desk/new.json").status_code == 422
        assert client.get("/desk/new.json?after=now").status_code == 422
