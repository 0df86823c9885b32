"""The page that searches records of all kinds."""

import re

from fastapi.testclient import TestClient

from tests.api.bodies import API, said_by
from tests.api.conftest import Make
from tests.api.pages.test_record_pages import page_of
from tests.keys import shown


def search(client: TestClient, query: str, role: str = "reader") -> str:
    answer = client.get("/search", params={"q": query}, headers=shown(role))
    page_of(answer)  # the page is whole
    return answer.text


class TestSearchPage:
    def test_has_a_search_field(self, client: TestClient) -> None:
        page = client.get("/search").text

        assert 'name="q" aria-label="Search everything"' in page
        assert "Nothing found" not in page

    def test_shows_matches_of_each_kind_with_their_place(
        self,
        client: TestClient,
        make_claim: Make,
        make_article: Make,
        make_source: Make,
        make_fact: Make,
    ) -> None:
        article = make_article(title="Zeppelins over the town")
        claim = make_claim(article_id=article["id"], text="He saw a zeppelin there.")
        source = make_source(name="Zeppelin Works", kind="organisation")
        fact = make_fact(statement="A zeppelin lands.")

        page = search(client, "zeppelin")

        for address, told in (
            ("articles", article),
            ("claims", claim),
            ("sources", source),
            ("facts", fact),
        ):
            assert f'href="/{address}/{told["id"]}"' in page
        assert sorted(re.findall("<mark>(.*?)</mark>", page)) == [
            "Zeppelin",
            "Zeppelins",
            "zeppelin",
            "zeppelin",
        ]
        assert 'value="zeppelin"' in page

    def test_shows_the_speaker_and_the_stance_of_a_claim(
        self, client: TestClient, make_claim: Make, make_source: Make, make_fact: Make
    ) -> None:
        speaker = make_source(name="Ada Kern", kind="person")
        make_claim(
            text="The zeppelin has landed.",
            attribution=said_by(speaker["id"]),
            stances=[{"fact_id": make_fact()["id"], "stance": "denies"}],
        )

        page = search(client, "zeppelin")

        assert f'href="/sources/{speaker["id"]}"' in page
        assert "denies" in page

    def test_links_to_the_list_if_there_are_more(
        self, client: TestClient, make_claim: Make
    ) -> None:
        for number in range(6):
            make_claim(text=f"Zeppelin & son {number}")

        page = search(client, 'zeppelin "son"')

        assert 'href="/claims?q=zeppelin%20%22son%22"' in page
        assert "All claims with these words" in page

    def test_reports_that_nothing_is_found(self, client: TestClient) -> None:
        assert "Nothing found" in search(client, "zeppelin")

    def test_escapes_texts(self, client: TestClient, make_source: Make) -> None:
        make_source(name="<b>Zeppelin</b> & <script>", kind="person")

        page = search(client, "zeppelin <script>")

        assert "<script>" not in page
        assert "&lt;b&gt;<mark>Zeppelin</mark>&lt;/b&gt;" in page

    def test_does_not_show_restricted_records(
        self, client: TestClient, make_source: Make
    ) -> None:
        make_source(name="Zeppelin Works", kind="person", visibility="restricted")

        assert "Nothing found" in search(client, "zeppelin")
        assert "Nothing found" not in search(client, "zeppelin", "editor")

    def test_reports_the_place_of_an_error_in_the_query(
        self, client: TestClient
    ) -> None:
        answer = client.get("/search", params={"q": "(zeppelin"})

        assert answer.status_code == 422
        assert "character" in answer.text

    def test_redirects_json_to_the_api(self, client: TestClient) -> None:
        answer = client.get("/search.json?q=rain", follow_redirects=False)

        assert answer.headers["location"] == f"{API}/search?q=rain"
