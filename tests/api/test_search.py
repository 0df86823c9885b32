from fastapi.testclient import TestClient

from api.settings import PREFIX
from tests.api.conftest import Make

SEARCH = f"{PREFIX}/search"
TEXT = "Nothing happened. " * 20 + "There was no sign of mobilised reserves."


class TestSearch:
    def test_finds_records_of_all_kinds(
        self,
        client: TestClient,
        make_article: Make,
        make_claim: Make,
        make_source: Make,
        make_fact: Make,
    ) -> None:
        article = make_article(title="Calm", text=TEXT)
        claim = make_claim(text="No SIGNS of reserves, he said.")
        source = make_source(name="Sign of the Times", kind="organisation")
        fact = make_fact(statement="There is a sign.")

        body = client.get(SEARCH, params={"q": "sign"}).json()

        found = [(hit["kind"], hit["id"]) for hit in body["data"]]
        assert found == [
            ("claim", claim["id"]),
            ("article", article["id"]),
            ("source", source["id"]),
            ("fact", fact["id"]),
        ]
        assert (body["more"], body["next_cursor"], body["ranked"]) == ([], None, None)

    def test_returns_the_places_of_the_words(
        self, client: TestClient, make_article: Make
    ) -> None:
        make_article(title="Calm", text=TEXT)

        (hit,) = client.get(SEARCH, params={"q": '"no sign" mobil*'}).json()["data"]

        words = [TEXT[one["start"] : one["end"]] for one in hit["highlights"]]
        assert words == ["no sign", "mobilised"]
        assert (hit["label"], hit["field"]) == ("Calm", "text")
        assert hit["snippet"] == TEXT[hit["start"] :][: len(hit["snippet"])]
        assert "no sign of mobilised" in hit["snippet"]

    def test_paginates_results_of_one_kind(
        self, client: TestClient, make_source: Make
    ) -> None:
        made = [make_source(name=f"Sign {number}", new=True) for number in range(7)]
        query = {"q": "sign", "kind": "source", "limit": "3"}
        few = client.get(SEARCH, params={"q": "sign"}).json()
        found, cursor = list[int](), {}

        while cursor is not None:
            body = client.get(SEARCH, params=query | cursor).json()
            found += [hit["id"] for hit in body["data"]]
            after = body["next_cursor"]
            cursor = {"cursor": after} if after else None

        assert found == [one["id"] for one in reversed(made)]
        assert (len(few["data"]), few["more"]) == (5, ["source"])

    def test_sorts_by_relevance(self, client: TestClient, make_source: Make) -> None:
        best = make_source(name="Sign sign sign", new=True)
        make_source(name="A sign of something that is long", new=True)
        query = {"q": "sign", "kind": "source", "sort": "relevance", "limit": "1"}

        body = client.get(SEARCH, params=query).json()

        assert [hit["id"] for hit in body["data"]] == [best["id"]]
        assert body["ranked"] == 2

    def test_requires_a_kind_to_sort_by_relevance(self, client: TestClient) -> None:
        answer = client.get(SEARCH, params={"q": "sign", "sort": "relevance"})

        assert answer.status_code == 422
        assert "send kind" in answer.text

    def test_reports_the_place_of_an_error_in_the_query(
        self, client: TestClient
    ) -> None:
        answer = client.get(SEARCH, params={"q": "a (b"})

        assert answer.status_code == 422
        assert "At character 3" in answer.text
