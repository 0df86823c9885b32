import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, LARGEST_ID, Json, plain, the_error, walk
from tests.api.conftest import CountingReader, Make

pytestmark = pytest.mark.every_case

ARTICLES = f"{API}/articles"


@pytest.fixture
def path(article: Json) -> str:
    return f"{ARTICLES}/{article['id']}/revisions"


class TestCreateRevision:
    def test_returns_the_revision_as_a_read_does(
        self, client: TestClient, path: str, article: Json
    ) -> None:
        body = {
            "text": "It rained. Corrected.",
            "captured_at": "2022-03-23T09:00:00Z",
            "archive_url": "https://archive.example.org/1",
        }

        made = client.post(path, json=body)

        assert made.status_code == 201
        assert made.json().items() >= body.items()
        assert made.json()["number"] == 2
        read = client.get(made.headers["location"])
        assert read.json() == plain(made.json())
        assert read.headers["etag"] == made.headers["etag"]
        shown = client.get(f"{ARTICLES}/{article['id']}").json()
        assert (shown["version"], shown["revision"]["number"]) == (2, 2)

    def test_updates_the_headline_of_the_article(
        self, client: TestClient, path: str, article: Json
    ) -> None:
        client.post(path, json={"text": "New.", "title": "Sun"}).raise_for_status()

        assert client.get(f"{ARTICLES}/{article['id']}").json()["title"] == "Sun"

    def test_returns_the_existing_revision_with_the_same_text(
        self, client: TestClient, path: str, article: Json
    ) -> None:
        answer = client.post(path, json={"text": "“It rained,” he said."})

        assert answer.status_code == 200
        assert answer.json()["number"] == 1
        assert client.get(f"{ARTICLES}/{article['id']}").json()["version"] == 1

    def test_ignores_differences_of_line_ends_and_unicode_forms(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(text="Café\nopen")

        again = client.post(
            f"{ARTICLES}/{article['id']}/revisions",
            json={"text": "Cafe\u0301\r\nopen"},
        )

        assert (again.status_code, again.json()["number"]) == (200, 1)

    def test_keeps_surrounding_whitespace(self, client: TestClient, path: str) -> None:
        text = "\n\t  It rained. \u00a0\n\n"

        assert client.post(path, json={"text": text}).json()["text"] == text

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/text"),
            ({"text": ""}, "/text"),
            ({"text": None}, "/text"),
            ({"text": "x", "archive_url": "archive"}, "/archive_url"),
            ({"text": "x", "number": 7}, "/number"),
        ],
    )
    def test_points_at_the_error(
        self, client: TestClient, path: str, body: Json, pointer: str
    ) -> None:
        answer = client.post(path, json=body)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer

    def test_requires_an_existing_article(self, client: TestClient) -> None:
        path = f"{ARTICLES}/{LARGEST_ID}/revisions"

        assert client.post(path, json={"text": "x"}).status_code == 404


class TestReadRevisions:
    def test_lists_the_newest_revision_first_without_texts(
        self, client: TestClient, path: str
    ) -> None:
        for number in (2, 3):
            client.post(path, json={"text": f"Text {number}."})

        rows = walk(client, f"{path.removeprefix(API)}?limit=2")

        assert [row["number"] for row in rows] == [3, 2, 1]
        assert "text" not in rows[0]

    def test_of_an_unknown_article_are_not_found(self, client: TestClient) -> None:
        assert client.get(f"{ARTICLES}/{LARGEST_ID}/revisions").status_code == 404

    def test_needs_equally_many_queries_for_one_row_and_for_many(
        self, client: TestClient, reader: CountingReader, path: str
    ) -> None:
        for number in range(2, 21):
            client.post(path, json={"text": f"Text {number}."})

        place = path.removeprefix(API)
        counts = reader.counts(client, f"{place}?limit=1", f"{place}?limit=20")

        assert counts == [2, 2]


class TestReadRevision:
    def test_shows_only_requested_fields(
        self, client: TestClient, path: str, article: Json
    ) -> None:
        answer = client.get(f"{path}/1?fields=text")

        assert answer.json() == {
            "id": article["revision"]["id"],
            "text": "“It rained,” he said.",
        }

    @pytest.mark.parametrize(
        ("number", "status"), [("2", 404), ("0", 422), ("x", 422), (2**31, 422)]
    )
    def test_refuses_an_invalid_number(
        self, client: TestClient, path: str, number: str, status: int
    ) -> None:
        assert client.get(f"{path}/{number}").status_code == status

    def test_names_the_article_and_the_unknown_number(
        self, client: TestClient, path: str, article: Json
    ) -> None:
        problem = client.get(f"{path}/7").json()

        assert problem["detail"] == f"Article {article['id']} has no revision 7."

    def test_is_found_of_a_withdrawn_article_only_if_requested(
        self, client: TestClient, path: str, article: Json
    ) -> None:
        client.delete(
            f"{ARTICLES}/{article['id']}", headers={"if-match": '"v1"'}
        ).raise_for_status()

        assert client.get(f"{path}/1").status_code == 404
        assert client.get(f"{path}/1?include=withdrawn").status_code == 200
