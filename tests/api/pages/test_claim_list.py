"""The page of all claims: facets, filters that stay, and the review of many drafts."""

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json
from tests.api.conftest import Make
from tests.api.pages.signing_in import browser_of, send
from tests.api.pages.test_record_pages import page_of
from tests.keys import shown


@pytest.fixture
def drafts(make_claim: Make) -> list[Json]:
    return [make_claim(text=f"Draft {n}", review="draft") for n in range(3)]


class TestFacets:
    def test_link_to_the_claims_that_they_count(
        self, client: TestClient, make_claim: Make
    ) -> None:
        for n, act in enumerate(("denial", "denial", "opinion")):
            make_claim(act=act, text=f"{n}", said="2021-05-04")

        page = page_of(client.get("/claims?review=reviewed&sort=dated"))
        links = {href for href in page.hrefs() if href.startswith("/claims?")}
        (denials,) = [one for one in links if "act=denial" in one]
        (of_year,) = [one for one in links if "dated_from=2021-01-01" in one]

        assert "denial 2" in page.text.replace("denial2", "denial 2")
        assert parse_qs(urlsplit(denials).query) == {
            "review": ["reviewed"],
            "act": ["denial"],
        }
        for link, number in ((denials, 2), (of_year, 3)):
            data = client.get(link.replace("/claims?", "/claims.json?")).json()["data"]
            assert len(data) == number

    def test_a_selected_value_links_to_the_list_without_it(
        self, client: TestClient, make_claim: Make
    ) -> None:
        make_claim(act="denial")

        page = client.get("/claims?act=denial")

        assert '<a href="/claims" aria-current="true"><bdi>denial</bdi>' in page.text

    def test_omit_restricted_sources(
        self, client: TestClient, make_claim: Make, make_source: Make
    ) -> None:
        source = make_source(name="Deep Throat", visibility="restricted")
        make_claim(
            text="hidden",
            visibility="restricted",
            attribution=[
                {"position": 1, "relation": "said", "source_id": source["id"]}
            ],
        )

        page = client.get("/claims", headers=shown("reader")).text

        assert "Deep Throat" not in page
        assert "Deep Throat" in client.get("/claims").text


class TestFacetsOfOtherLists:
    def test_link_to_the_articles_that_they_count(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(title="Frost", published="2021-05-04", language="de")

        page = page_of(client.get("/articles"))
        links = {href for href in page.hrefs() if href.startswith("/articles?")}
        (of_year,) = [one for one in links if "published_from=2021-01-01" in one]
        (in_german,) = [one for one in links if "language=de" in one]

        for link in (of_year, in_german):
            data = client.get(link.replace("?", ".json?", 1)).json()["data"]
            assert [one["id"] for one in data] == [article["id"]]

    def test_link_to_facts_and_sources(
        self, client: TestClient, make_fact: Make, make_source: Make
    ) -> None:
        make_fact(kind="forecast", resolves_by="2999-01-01", resolution_criteria="So.")
        make_source(kind="group", sector="military", country_code="BY")

        facts = page_of(client.get("/facts")).hrefs()
        sources = page_of(client.get("/sources")).hrefs()

        assert {"/facts?kind=forecast", "/facts?status=open"} <= {*facts}
        assert {
            "/sources?kind=group",
            "/sources?sector=military",
            "/sources?country=BY",
        } <= {*sources}


class TestForm:
    def test_keeps_filters_without_a_field_in_hidden_inputs(
        self, client: TestClient
    ) -> None:
        page = client.get("/claims?terms=background&act=denial&cursor=").text

        assert '<input type="hidden" name="terms" value="background">' in page
        assert '<input type="hidden" name="act"' not in page


class TestReviewOfMany:
    def test_accepts_the_selected_drafts(
        self, client: TestClient, drafts: list[Json]
    ) -> None:
        browser, address = browser_of(client, "analyst"), "/claims?review=draft"
        offered = browser.get(address).text
        ids = [one["id"] for one in drafts]

        done = send(
            browser, "/queue/drafts", id=ids[:2], review="reviewed", back=address
        )
        after = browser.get(done.headers["location"])

        assert all(f'name="id" value="{one}"' in offered for one in ids)
        assert "2 claims are reviewed" in page_of(after).text
        assert f"{address.replace('?', '.csv?')}" in page_of(after).hrefs()
        left = browser.get(f"{API}/claims?review=draft").json()["data"]
        assert [one["id"] for one in left] == ids[2:]

    def test_is_not_offered_without_a_session(
        self, client: TestClient, drafts: list[Json]
    ) -> None:
        assert drafts
        page = client.get("/claims?review=draft").text

        assert 'name="id"' not in page
