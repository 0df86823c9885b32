"""Pages of records: their content for each role, and their errors."""

from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.pages.home import LINKS
from tests.api.bodies import API, Json, claim_in, said_by
from tests.api.conftest import Make
from tests.keys import shown

HOSTILE = '"><script>alert(1)</script><b onload=x>\u202eevil\u202c'
QUESTIONS = {question["path"] for question in LINKS["questions"]}
ELEMENTS = "<script>", "<b onload"


class Words(HTMLParser):
    """The words of a page, and the elements with an attribute."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.typed: dict[str, str] = {}  # into areas of text, by their names
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.tags and self.tags[-1][0] == "textarea":
            self.typed.setdefault(str(self.tags[-1][1]["name"]), data[1:])

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def hrefs(self) -> list[str]:
        return [attrs["href"] or "" for tag, attrs in self.tags if "href" in attrs]


def page_of(answer: Response) -> Words:
    assert answer.headers["content-type"] == "text/html; charset=utf-8", answer.text
    return Words(answer.text)


@pytest.fixture
def told(make_article: Make, fact: Json, make_claim: Make) -> Json:
    """A claim with words from an article."""
    article = make_article(
        title="Rain", text="First.\n\n“It rained,” he said.", outlet={"name": "CNN"}
    )
    return make_claim(
        article_id=article["id"],
        text="It rained",
        spans=[{"part": "content", "exact": "It rained"}],
        stances=[{"fact_id": fact["id"], "stance": "supports"}],
    )


def addresses(told: Json) -> list[str]:
    fact = told["stances"][0]["fact"]
    source = told["attribution"][0]["source"]
    return [
        "/",
        "/queue",
        "/help",
        "/search?q=rained",
        "/articles",
        f"/articles/{told['article_id']}",
        "/claims",
        f"/claims/{told['id']}",
        "/facts",
        f"/facts/{fact['slug']}",
        "/sources",
        f"/sources/{source['id']}",
        "/tags",
    ]


class TestEveryPage:
    def test_links_only_to_existing_pages(self, client: TestClient, told: Json) -> None:
        for address in addresses(told):
            page = page_of(client.get(address))

            for href in page.hrefs():
                path = href.partition("#")[0]
                if path.startswith("/") and path not in QUESTIONS:
                    assert client.get(path).status_code == 200, (address, href)

    def test_runs_no_script_but_its_own(self, client: TestClient, told: Json) -> None:
        for address in addresses(told):
            answer = client.get(address)

            policy = answer.headers["content-security-policy"]
            assert "unsafe" not in policy
            assert "default-src 'none'" in policy
            for tag, attrs in page_of(answer).tags:
                assert tag != "style"
                assert tag != "script" or str(attrs["src"]).startswith("/static/")
                assert not {"style", "onclick", "onload"} & attrs.keys()

    def test_is_not_sent_again_with_a_known_etag(
        self, client: TestClient, told: Json
    ) -> None:
        for address in addresses(told):
            etag = client.get(address).headers["etag"]

            again = client.get(address, headers={"if-none-match": etag})

            assert (again.status_code, again.content) == (304, b"")

    def test_refuses_a_caller_with_a_wrong_key(
        self, client: TestClient, told: Json
    ) -> None:
        for address in addresses(told):
            answer = client.get(address, headers={"authorization": "Bearer wrong"})

            assert answer.status_code == 401
            assert "401" in page_of(answer).text
            assert "www-authenticate" in answer.headers

    def test_escapes_hostile_words(
        self, client: TestClient, make_source: Make, make_article: Make
    ) -> None:
        source = make_source(name=HOSTILE, kind="organisation")
        article = make_article(title=HOSTILE, text=HOSTILE, byline=HOSTILE)
        body = claim_in(article["id"], said_by(source["id"]))
        stances = [{"fact": {"statement": HOSTILE}, "stance": "denies"}]
        made = client.post(
            f"{API}/claims",
            json=body | {"text": HOSTILE, "hedges": [HOSTILE], "stances": stances},
        ).json()

        for address in ("/", *addresses(made)[4:-1]):
            answer = client.get(address)

            assert "alert(1)" in page_of(answer).text, address
            assert not any(one in answer.text for one in ELEMENTS), address


class TestDates:
    def test_with_a_text_only_are_shown_as_this_text(
        self, client: TestClient, make_article: Make, make_claim: Make
    ) -> None:
        soon, lately = ({"text": f"{HOSTILE} {word}"} for word in ("soon", "lately"))
        article = make_article(title="Rain", published=lately, text="It rained.")
        claim = make_claim(article_id=article["id"], said=lately, about=soon)

        listed, shown = (
            page_of(client.get(path)).words
            for path in ("/articles", f"/claims/{claim['id']}")
        )

        assert client.get(f"/articles/{article['id']}").status_code == 200
        assert lately["text"] in listed
        assert {soon["text"], lately["text"]} <= {*shown}


class TestReader:
    def test_marks_the_words_and_numbers_the_claim(
        self, client: TestClient, told: Json
    ) -> None:
        answer = client.get(f"/articles/{told['article_id']}")

        mark = '<mark data-c="1">It rained</mark>'
        link = f'<a class="nr" href="#claim-{told["id"]}" aria-label="Claim 1">1</a>'
        assert f"“{mark}{link},” he said." in answer.text

    def test_reports_words_that_are_not_in_the_newest_text(
        self, client: TestClient, told: Json
    ) -> None:
        path = f"{API}/articles/{told['article_id']}/revisions"
        client.post(path, json={"text": "Nothing."}).raise_for_status()

        page = page_of(client.get(f"/articles/{told['article_id']}"))

        assert "1 place is no longer found" in page.text

    def test_reports_that_the_text_is_not_stored(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(title="No text")

        page = page_of(client.get(f"/articles/{article['id']}"))

        assert "The text of this article is not stored." in page.text

    def test_counts_the_speakers_of_a_part(
        self, client: TestClient, make_article: Make
    ) -> None:
        lines = [f"It rained on day {day}." for day in range(100)]
        article = make_article(title="Diary", text="\n".join(lines))
        ann = {"position": 1, "source": {"kind": "person", "name": "Ann Berg"}}
        spoken = [
            {
                "article_id": article["id"],
                "text": line,
                "form": "paraphrase",
                "attribution": [ann | {"relation": "said"}],
                "spans": [{"part": "content", "exact": line}],
            }
            for line in lines
        ]
        body = {"mode": "atomic", "claims": spoken}
        client.post(f"{API}/claims/batch", json=body).raise_for_status()

        page = page_of(client.get(f"/articles/{article['id']}"))

        assert "Who speaks in this part Ann Berg40" in page.text


class TestFact:
    def test_shows_both_sides_as_of_a_day(self, client: TestClient, told: Json) -> None:
        slug = told["stances"][0]["fact"]["slug"]

        now = page_of(client.get(f"/facts/{slug}"))
        then = page_of(client.get(f"/facts/{slug}?as_of=1999-01-01"))

        assert "1 distinct origin, 1 with a name · 1 claim in 1 article" in now.text
        assert "No claim is for it." not in now.text
        assert "No claim is for it." in then.text


class TestList:
    def test_is_filtered_and_ignores_blank_fields(
        self, client: TestClient, told: Json
    ) -> None:
        page = page_of(client.get("/claims?q=rained&act=&form="))
        empty = page_of(client.get("/claims?q=hail"))

        article, claim = told["article_id"], told["id"]
        in_article = f"/articles/{article}?claim={claim}#claim-{claim}"
        assert in_article in page.hrefs()
        assert "No claim matches these filters." in empty.text

    def test_has_a_link_to_remove_each_filter(self, client: TestClient) -> None:
        page = page_of(client.get("/claims?act=denial&act=opinion&q=a+b&sort=dated"))

        assert [href for href in page.hrefs() if href.startswith("/claims?")] == [
            "/claims?act=opinion&q=a+b&sort=dated",
            "/claims?act=denial&q=a+b&sort=dated",
            "/claims?act=denial&act=opinion&sort=dated",
        ]

    def test_links_to_the_next_page(self, client: TestClient, told: Json) -> None:
        assert told
        first = page_of(client.get("/sources?limit=1"))

        (following,) = [href for href in first.hrefs() if "cursor=" in href]
        second = page_of(client.get(following))

        assert first.text != second.text


class TestProblem:
    @pytest.mark.parametrize(
        ("address", "status", "words"),
        [
            ("/claims/999999", 404, "No claim with id 999999"),
            ("/facts/no-such-fact", 404, "No fact with slug"),
            ("/claims?act=shout", 422, "act"),
            ("/claims?colour=red", 422, "colour"),
            ("/articles/0", 422, "article_id"),
            ("/claims?cursor=x", 400, "cursor"),
        ],
    )
    def test_is_a_page_with_the_error(
        self, client: TestClient, address: str, status: int, words: str
    ) -> None:
        answer = client.get(address)

        assert answer.status_code == status
        assert words in page_of(answer).text

    def test_redirects_from_a_merged_source_to_its_survivor(
        self, client: TestClient, make_source: Make
    ) -> None:
        first, second = make_source(name="A"), make_source(name="B")
        client.post(
            f"{API}/sources/{first['id']}/merge",
            params={"reason": "the same"},
            json={"merged_into_id": second["id"]},
            headers={"if-match": '"v1"'},
        ).raise_for_status()

        answer = client.get(f"/sources/{first['id']}", follow_redirects=False)

        assert answer.status_code == 307
        assert answer.headers["location"] == f"/sources/{second['id']}"


class TestRestrictedRecords:
    def test_are_not_on_pages_of_a_reader(
        self, client: TestClient, told: Json, make_source: Make
    ) -> None:
        hidden = make_source(name="Deep Throat", kind="person", visibility="restricted")

        for address in [*addresses(told), f"/sources/{hidden['id']}"]:
            reader = client.get(address, headers=shown("reader"))

            assert "Deep Throat" not in reader.text
        assert client.get("/sources").text.count("Deep Throat") == 1


class TestData:
    def test_of_a_page_equals_the_response_of_the_api(
        self, client: TestClient, told: Json
    ) -> None:
        for address in addresses(told)[4:]:  # the first ones show no record
            data = client.get(f"{address}.json")

            assert data.url.path == f"{API}{address}"
            assert data.json() == client.get(f"{API}{address}").json()

    def test_has_the_filters_of_the_page(self, client: TestClient, told: Json) -> None:
        data = client.get("/claims.json?q=rained").json()["data"]

        assert [one["id"] for one in data] == [told["id"]]

    def test_exists_for_records_only(self, client: TestClient) -> None:
        assert client.get("/keys.json").status_code == 404
